// Checks one of our receipts with the Go checksum database's own libraries: main RECEIPT LOGKEY ENTRY-IN-HEX.
package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	receipt, key := read(os.Args[1]), read(os.Args[2])
	entry, err := hex.DecodeString(os.Args[3])
	check(err)

	verifier, err := note.NewVerifier(strings.SplitN(key, "\n", 2)[0])
	check(err)
	proofText, checkpoint, _ := strings.Cut(receipt, "\n\n")
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	check(err)
	head := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(head[1], 10, 64)
	check(err)

	lines := strings.Split(proofText, "\n")[2:]
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	check(err)
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		proof = append(proof, hash(line))
	}
	check(tlog.CheckRecord(proof, size, hash(head[2]), index, tlog.RecordHash(entry)))
	fmt.Printf("entry %d of %d in %s\n", index, size, head[0])
}

func hash(text string) (h tlog.Hash) {
	data, err := base64.StdEncoding.DecodeString(text)
	check(err)
	copy(h[:], data)
	return h
}

func read(path string) string {
	data, err := os.ReadFile(path)
	check(err)
	return string(data)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
