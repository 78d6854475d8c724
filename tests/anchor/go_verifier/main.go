// Checks one of our receipts with the Go checksum database's own libraries: main RECEIPT LOGKEY ENTRY-IN-HEX,
// or a cosigned checkpoint: main CHECKPOINT LOGKEY WITNESSKEY cosigned.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) == 5 {
		cosigned(read(os.Args[1]), read(os.Args[2]), strings.TrimSpace(read(os.Args[3])))
		return
	}
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

// witness is a key of signature type 4, which the library leaves to its callers.
type witness struct {
	name string
	id   uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.id }

func (w witness) Verify(text, signed []byte) bool {
	if len(signed) != 8+ed25519.SignatureSize {
		return false
	}
	said := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(signed), text)
	return ed25519.Verify(w.key, []byte(said), signed[8:])
}

func cosigned(checkpoint, logKey, witnessKey string) {
	name, rest, _ := strings.Cut(witnessKey, "+")
	_, encoded, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.DecodeString(encoded)
	check(err)
	id := sha256.Sum256(append([]byte(name+"\n"), key...))
	mine := witness{name, binary.BigEndian.Uint32(id[:]), key[1:]}
	theirs, err := note.NewVerifier(strings.SplitN(logKey, "\n", 2)[0])
	check(err)
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(theirs, mine))
	check(err)
	if key[0] != 4 || len(opened.Sigs) != 2 {
		check(fmt.Errorf("not cosigned by this witness"))
	}
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
