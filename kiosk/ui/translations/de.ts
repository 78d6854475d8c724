<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Alphabet</name>
    <message>
        <source>Space</source>
        <translation>Leerzeichen</translation>
    </message>
    <message>
        <source>Delete the last letter</source>
        <translation>Letzten Buchstaben löschen</translation>
    </message>
</context>
<context>
    <name>AppointmentsPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>Guten Tag, {name}</translation>
    </message>
    <message>
        <source>You are here for {name}</source>
        <translation>Sie sind hier für {name}</translation>
    </message>
    <message>
        <source>There is no appointment today. The desk can help you.</source>
        <translation>Heute ist kein Termin eingetragen. Am Empfang hilft man Ihnen.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>Ihre Nummer in der Warteliste: {number}</translation>
    </message>
    <message>
        <source>My permissions</source>
        <translation>Meine Erlaubnisse</translation>
    </message>
    <message>
        <source>Who has read my records</source>
        <translation>Wer meine Daten gelesen hat</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Verlassen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>Asked</name>
    <message>
        <source>Yes, allow</source>
        <translation>Ja, erlauben</translation>
    </message>
    <message>
        <source>No, do not allow</source>
        <translation>Nein, nicht erlauben</translation>
    </message>
    <message>
        <source>asks to read: {data}</source>
        <translation>möchte lesen: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Wozu: {purpose}</translation>
    </message>
    <message>
        <source>For how long?</source>
        <translation>Für wie lange?</translation>
    </message>
</context>
<context>
    <name>AttractPage</name>
    <message>
        <source>You can check in. Permissions and records have to wait a little.</source>
        <translation>Sie können sich anmelden. Erlaubnisse und Daten müssen noch etwas warten.</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Hold your card to the reader, or put it in.</source>
        <translation>Halten Sie Ihre Karte an den Leser oder stecken Sie sie ein.</translation>
    </message>
    <message>
        <source>Check in, decide who may see your records, and see who has read them.</source>
        <translation>Melden Sie sich an, entscheiden Sie, wer Ihre Daten sehen darf, und sehen Sie, wer sie gelesen hat.</translation>
    </message>
    <message>
        <source>Stop the moving picture</source>
        <translation>Bewegtes Bild anhalten</translation>
    </message>
    <message>
        <source>Start the moving picture</source>
        <translation>Bild bewegen</translation>
    </message>
    <message>
        <source>I need an interpreter</source>
        <translation>Ich brauche einen Dolmetscher</translation>
    </message>
    <message>
        <source>I have no card</source>
        <translation>Ich habe keine Karte</translation>
    </message>
</context>
<context>
    <name>ChoosePinPage</name>
    <message>
        <source>The same PIN once more</source>
        <translation>Dieselbe PIN noch einmal</translation>
    </message>
    <message>
        <source>For the patient: choose a PIN</source>
        <translation>Für den Patienten: Wählen Sie eine PIN</translation>
    </message>
    <message>
        <source>Six to eight digits that only you know. Staff, please look away.</source>
        <translation>Sechs bis acht Ziffern, die nur Sie kennen. Personal: Bitte wegsehen.</translation>
    </message>
    <message>
        <source>The two were not the same. Please choose again.</source>
        <translation>Die beiden waren nicht gleich. Bitte wählen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>ConsentTextPage</name>
    <message>
        <source>This is what you sign</source>
        <translation>Das unterschreiben Sie</translation>
    </message>
    <message>
        <source>Read it, or have it read to you. Nothing holds until you have signed with your PIN.</source>
        <translation>Lesen Sie es oder lassen Sie es sich vorlesen. Nichts gilt, bevor Sie mit Ihrer PIN unterschrieben haben.</translation>
    </message>
    <message>
        <source>Somebody is helping me</source>
        <translation>Jemand hilft mir</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Sign with PIN</source>
        <translation>Mit PIN unterschreiben</translation>
    </message>
</context>
<context>
    <name>ConsentsPage</name>
    <message>
        <source>Who may see your records?</source>
        <translation>Wer darf Ihre Daten sehen?</translation>
    </message>
    <message>
        <source>You decide on each. You are treated in the same way whatever you decide.</source>
        <translation>Sie entscheiden über jede Frage. Sie werden gleich behandelt, wie auch immer Sie entscheiden.</translation>
    </message>
    <message>
        <source>You decide for {name}</source>
        <translation>Sie entscheiden für {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Read what I sign</source>
        <translation>Lesen, was ich unterschreibe</translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>Is this still right?</source>
        <translation>Stimmt das noch?</translation>
    </message>
    <message>
        <source>Only the end is shown, so that nobody else can read it. What is wrong, the desk puts right.</source>
        <translation>Nur das Ende wird gezeigt, damit es niemand sonst lesen kann. Was falsch ist, berichtigt der Empfang.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Yes, right</source>
        <translation>Ja, richtig</translation>
    </message>
    <message>
        <source>No, wrong</source>
        <translation>Nein, falsch</translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message>
        <source>This kiosk</source>
        <translation>Dieses Gerät</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>Wird geprüft …</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>works</source>
        <translation>in Ordnung</translation>
    </message>
</context>
<context>
    <name>Dots</name>
    <message>
        <source>Digits typed: {number}</source>
        <translation>Eingegebene Ziffern: {number}</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>Please take your card</source>
        <translation>Bitte nehmen Sie Ihre Karte</translation>
    </message>
    <message>
        <source>Your visit is over and nothing is shown any more. Your card is still in the reader.</source>
        <translation>Ihr Besuch ist beendet, und nichts wird mehr gezeigt. Ihre Karte steckt noch im Leser.</translation>
    </message>
    <message>
        <source>This is a different card</source>
        <translation>Das ist eine andere Karte</translation>
    </message>
    <message>
        <source>The visit was ended to protect whoever began it. Take this card out and start again.</source>
        <translation>Der Besuch wurde beendet, um den zu schützen, der ihn begonnen hat. Nehmen Sie diese Karte heraus und beginnen Sie neu.</translation>
    </message>
    <message>
        <source>This card could not prove itself</source>
        <translation>Diese Karte konnte ihre Echtheit nicht beweisen</translation>
    </message>
    <message>
        <source>It cannot be used here. Please show it at the desk.</source>
        <translation>Sie kann hier nicht benutzt werden. Bitte zeigen Sie sie am Empfang.</translation>
    </message>
    <message>
        <source>This card is from somewhere else</source>
        <translation>Diese Karte ist nicht von hier</translation>
    </message>
    <message>
        <source>Take it out and use the card that this clinic gave you.</source>
        <translation>Nehmen Sie sie heraus und benutzen Sie die Karte, die Sie von dieser Klinik haben.</translation>
    </message>
    <message>
        <source>This card has expired</source>
        <translation>Diese Karte ist abgelaufen</translation>
    </message>
    <message>
        <source>You get a new one at the desk.</source>
        <translation>Am Empfang bekommen Sie eine neue.</translation>
    </message>
    <message>
        <source>This card is no longer valid</source>
        <translation>Diese Karte gilt nicht mehr</translation>
    </message>
    <message>
        <source>It was replaced or withdrawn. Please come to the desk.</source>
        <translation>Sie wurde ersetzt oder eingezogen. Bitte kommen Sie zum Empfang.</translation>
    </message>
    <message>
        <source>This card is suspended</source>
        <translation>Diese Karte ist gesperrt</translation>
    </message>
    <message>
        <source>It was reported as lost. If it is yours, the desk can make it valid again.</source>
        <translation>Sie wurde als verloren gemeldet. Ist es Ihre, kann der Empfang sie wieder freigeben.</translation>
    </message>
    <message>
        <source>The PIN of this card is blocked</source>
        <translation>Die PIN dieser Karte ist gesperrt</translation>
    </message>
    <message>
        <source>A wrong PIN was typed three times. The desk can unblock it with you.</source>
        <translation>Dreimal wurde eine falsche PIN eingegeben. Der Empfang kann sie mit Ihnen entsperren.</translation>
    </message>
    <message>
        <source>The card could not be read</source>
        <translation>Die Karte konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>Take it out, turn it so that the chip goes in first, and try again.</source>
        <translation>Nehmen Sie sie heraus, drehen Sie sie mit dem Chip nach vorn und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>We do not know this card</source>
        <translation>Wir kennen diese Karte nicht</translation>
    </message>
    <message>
        <source>It may be new. The desk can look it up.</source>
        <translation>Vielleicht ist sie neu. Der Empfang kann nachsehen.</translation>
    </message>
    <message>
        <source>This card may not do that</source>
        <translation>Diese Karte darf das nicht</translation>
    </message>
    <message>
        <source>The desk can tell you why and what is possible.</source>
        <translation>Der Empfang kann Ihnen sagen, warum, und was möglich ist.</translation>
    </message>
    <message>
        <source>There are two cards</source>
        <translation>Es sind zwei Karten da</translation>
    </message>
    <message>
        <source>Leave only your own card in the reader.</source>
        <translation>Lassen Sie nur Ihre eigene im Leser.</translation>
    </message>
    <message>
        <source>The card reader does not answer</source>
        <translation>Der Kartenleser antwortet nicht</translation>
    </message>
    <message>
        <source>Nothing was lost. Please check in at the desk.</source>
        <translation>Nichts ging verloren. Bitte melden Sie sich am Empfang.</translation>
    </message>
    <message>
        <source>Cards cannot be read at the moment</source>
        <translation>Karten können gerade nicht gelesen werden</translation>
    </message>
    <message>
        <source>The clinic&apos;s system does not answer</source>
        <translation>Das System der Klinik antwortet nicht</translation>
    </message>
    <message>
        <source>It is tried again by itself. You can wait, or check in at the desk.</source>
        <translation>Es wird von selbst wieder versucht. Sie können warten oder sich am Empfang melden.</translation>
    </message>
    <message>
        <source>Nothing was found for that</source>
        <translation>Dazu wurde nichts gefunden</translation>
    </message>
    <message>
        <source>Nothing was changed. Please check what was typed, and try again.</source>
        <translation>Es wurde nichts geändert. Bitte prüfen Sie die Eingabe und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The waiting time is not over</source>
        <translation>Die Wartezeit ist noch nicht vorbei</translation>
    </message>
    <message>
        <source>Nothing was changed. It can be confirmed when the waiting time is over.</source>
        <translation>Es wurde nichts geändert. Bestätigt werden kann nach Ablauf der Wartezeit.</translation>
    </message>
    <message>
        <source>Somebody else has to confirm this</source>
        <translation>Das muss jemand anderes bestätigen</translation>
    </message>
    <message>
        <source>Whoever ordered the new card cannot confirm it. Ask a colleague.</source>
        <translation>Wer die neue Karte bestellt hat, kann sie nicht bestätigen. Bitten Sie eine Kollegin oder einen Kollegen.</translation>
    </message>
    <message>
        <source>That could not be done</source>
        <translation>Das ging nicht</translation>
    </message>
    <message>
        <source>Nothing was changed. The desk can help you.</source>
        <translation>Nichts wurde geändert. Am Empfang hilft man Ihnen.</translation>
    </message>
</context>
<context>
    <name>GivenPanel</name>
    <message>
        <source>may read: {data}</source>
        <translation>darf lesen: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Wozu: {purpose}</translation>
    </message>
    <message>
        <source>Until {day}</source>
        <translation>Bis {day}</translation>
    </message>
    <message>
        <source>Not confirmed yet</source>
        <translation>Noch nicht bestätigt</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>Personal rufen</translation>
    </message>
    <message>
        <source>Language: {name}</source>
        <translation>Sprache: {name}</translation>
    </message>
    <message>
        <source>Text {size} %</source>
        <translation>Schrift {size} %</translation>
    </message>
    <message>
        <source>Size of the text: {size} per cent</source>
        <translation>Größe der Schrift: {size} Prozent</translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>hoher Kontrast</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Colours: {name}</source>
        <translation>Farben: {name}</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Vorlesen</translation>
    </message>
    <message>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Read aloud: {state}</source>
        <translation>Vorlesen: {state}</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Read this page once more</source>
        <translation>Diese Seite noch einmal vorlesen</translation>
    </message>
</context>
<context>
    <name>IdentifiedPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>Guten Tag, {name}</translation>
    </message>
    <message>
        <source>The PIN of your card is blocked. You can check in; the desk can unblock your PIN.</source>
        <translation>Die PIN Ihrer Karte ist gesperrt. Sie können sich anmelden; der Empfang kann die PIN entsperren.</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>Appointments, permissions and who has read your records. You need your PIN.</source>
        <translation>Termine, Erlaubnisse und wer Ihre Daten gelesen hat. Sie brauchen Ihre PIN.</translation>
    </message>
    <message>
        <source>Continue with PIN</source>
        <translation>Weiter mit PIN</translation>
    </message>
    <message>
        <source>Only check in</source>
        <translation>Nur anmelden</translation>
    </message>
    <message>
        <source>Tell the clinic that you are here. No PIN.</source>
        <translation>Der Klinik sagen, dass Sie da sind. Ohne PIN.</translation>
    </message>
    <message>
        <source>That is not me</source>
        <translation>Das bin ich nicht</translation>
    </message>
</context>
<context>
    <name>IdlePage</name>
    <message>
        <source>Are you still here?</source>
        <translation>Sind Sie noch da?</translation>
    </message>
    <message>
        <source>To protect you, this page closes by itself. You can have more time as often as you like.</source>
        <translation>Zu Ihrem Schutz schließt sich diese Seite von selbst. Sie bekommen mehr Zeit, so oft Sie wollen.</translation>
    </message>
    <message>
        <source>End the visit</source>
        <translation>Besuch beenden</translation>
    </message>
    <message>
        <source>I need more time</source>
        <translation>Ich brauche mehr Zeit</translation>
    </message>
</context>
<context>
    <name>InsertPage</name>
    <message>
        <source>Please put your card into the reader</source>
        <translation>Bitte stecken Sie Ihre Karte in den Leser</translation>
    </message>
    <message>
        <source>Chip first, and leave it there until you are done.</source>
        <translation>Mit dem Chip voran, und lassen Sie sie stecken, bis Sie fertig sind.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>Letzte Ziffer löschen</translation>
    </message>
</context>
<context>
    <name>LanguagesPage</name>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
</context>
<context>
    <name>LockedPage</name>
    <message>
        <source>This kiosk is locked</source>
        <translation>Dieses Gerät ist gesperrt</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>Bitte melden Sie sich am Empfang.</translation>
    </message>
    <message>
        <source>For staff: put your card in to open it.</source>
        <translation>Für das Personal: Karte einstecken, um es zu öffnen.</translation>
    </message>
</context>
<context>
    <name>MyConsentsPage</name>
    <message>
        <source>My permissions</source>
        <translation>Meine Erlaubnisse</translation>
    </message>
    <message>
        <source>These may see your records. You can end each of them at any time.</source>
        <translation>Diese dürfen Ihre Daten sehen. Sie können jede Erlaubnis jederzeit beenden.</translation>
    </message>
    <message>
        <source>You have given no permission.</source>
        <translation>Sie haben keine Erlaubnis gegeben.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>End this permission</source>
        <translation>Diese Erlaubnis beenden</translation>
    </message>
</context>
<context>
    <name>MyDataPage</name>
    <message>
        <source>Who has read my records</source>
        <translation>Wer meine Daten gelesen hat</translation>
    </message>
    <message>
        <source>Nobody has read your records.</source>
        <translation>Niemand hat Ihre Daten gelesen.</translation>
    </message>
    <message>
        <source>If you do not know why somebody looked, say so. A privacy officer finds out and tells you.</source>
        <translation>Wenn Sie nicht wissen, warum jemand nachgesehen hat, sagen Sie es. Der Datenschutz klärt es und antwortet Ihnen.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>In an emergency, without your permission</source>
        <translation>Im Notfall, ohne Ihre Erlaubnis</translation>
    </message>
    <message>
        <source>Read: {data}</source>
        <translation>Gelesen: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Wozu: {purpose}</translation>
    </message>
    <message>
        <source>Your permission: {name}</source>
        <translation>Ihre Erlaubnis: {name}</translation>
    </message>
    <message>
        <source>As part of your care in this clinic</source>
        <translation>Als Teil Ihrer Behandlung in dieser Klinik</translation>
    </message>
    <message>
        <source>The privacy officer has been told.</source>
        <translation>Der Datenschutz weiß Bescheid.</translation>
    </message>
    <message>
        <source>This looks wrong</source>
        <translation>Das sieht falsch aus</translation>
    </message>
</context>
<context>
    <name>NumberPage</name>
    <message>
        <source>Medical record number</source>
        <translation>Nummer der Patientenakte</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>OutOfOrderPage</name>
    <message>
        <source>This kiosk is out of order</source>
        <translation>Dieses Gerät ist außer Betrieb</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>Bitte melden Sie sich am Empfang.</translation>
    </message>
    <message>
        <source>For staff: {cause}</source>
        <translation>Für das Personal: {cause}</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Seconds left: {number}</source>
        <translation>Noch Sekunden: {number}</translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>That PIN was not right.</source>
        <translation>Diese PIN war nicht richtig.</translation>
    </message>
    <message>
        <source>This is the last try. If it is wrong, your card is blocked and the desk has to unblock it.</source>
        <translation>Das ist der letzte Versuch. Ist er falsch, wird Ihre Karte gesperrt, und der Empfang muss sie entsperren.</translation>
    </message>
    <message>
        <source>Tries left: {number}</source>
        <translation>Noch Versuche: {number}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Cover the keypad with your hand.</source>
        <translation>Verdecken Sie die Tasten mit der Hand.</translation>
    </message>
    <message>
        <source>Sign with your PIN</source>
        <translation>Unterschreiben Sie mit Ihrer PIN</translation>
    </message>
    <message>
        <source>Your card signs the text that you have just read.</source>
        <translation>Ihre Karte unterschreibt den Text, den Sie eben gelesen haben.</translation>
    </message>
    <message>
        <source>Enter your PIN to go on</source>
        <translation>Geben Sie Ihre PIN ein, um fortzufahren</translation>
    </message>
    <message>
        <source>Staff: enter your PIN</source>
        <translation>Personal: Geben Sie Ihre PIN ein</translation>
    </message>
    <message>
        <source>Enter your PIN</source>
        <translation>Geben Sie Ihre PIN ein</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Step {number} of {all}</source>
        <translation>Schritt {number} von {all}</translation>
    </message>
</context>
<context>
    <name>PulledPage</name>
    <message>
        <source>Your card is out</source>
        <translation>Ihre Karte ist nicht mehr im Leser</translation>
    </message>
    <message>
        <source>Nothing of your visit is shown any more. To go on, put the same card in again and enter your PIN.</source>
        <translation>Nichts von Ihrem Besuch wird mehr gezeigt. Um fortzufahren, stecken Sie dieselbe Karte ein und geben Sie Ihre PIN ein.</translation>
    </message>
    <message>
        <source>I am done</source>
        <translation>Ich bin fertig</translation>
    </message>
</context>
<context>
    <name>ReadingPage</name>
    <message>
        <source>Reading your card</source>
        <translation>Ihre Karte wird gelesen</translation>
    </message>
    <message>
        <source>Please keep it where it is.</source>
        <translation>Bitte lassen Sie sie, wo sie ist.</translation>
    </message>
</context>
<context>
    <name>ReceiptPage</name>
    <message>
        <source>Almost done</source>
        <translation>Fast fertig</translation>
    </message>
    <message>
        <source>All done</source>
        <translation>Alles erledigt</translation>
    </message>
    <message>
        <source>Your check-in waits here and is sent as soon as the clinic&apos;s system answers.</source>
        <translation>Ihre Anmeldung wartet hier und wird gesendet, sobald das System der Klinik antwortet.</translation>
    </message>
    <message>
        <source>Please also tell the desk.</source>
        <translation>Bitte sagen Sie auch am Empfang Bescheid.</translation>
    </message>
    <message>
        <source>You are checked in.</source>
        <translation>Sie sind angemeldet.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>Ihre Nummer in der Warteliste: {number}</translation>
    </message>
    <message>
        <source>Your decision is signed and waits here. It holds once the clinic&apos;s system has it.</source>
        <translation>Ihre Entscheidung ist unterschrieben und wartet hier. Sie gilt, sobald das System der Klinik sie hat.</translation>
    </message>
    <message>
        <source>With this code, whoever you show it to can check what you decided.</source>
        <translation>Mit diesem Code kann jeder, dem Sie ihn zeigen, prüfen, was Sie entschieden haben.</translation>
    </message>
    <message>
        <source>It says nothing about your health.</source>
        <translation>Er sagt nichts über Ihre Gesundheit.</translation>
    </message>
    <message>
        <source>Your receipt is printed below.</source>
        <translation>Ihr Beleg ist unten gedruckt.</translation>
    </message>
    <message>
        <source>Receipt code</source>
        <translation>Code des Belegs</translation>
    </message>
    <message>
        <source>Print the receipt</source>
        <translation>Beleg drucken</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Finish without paper</source>
        <translation>Ohne Papier beenden</translation>
    </message>
</context>
<context>
    <name>RepresentingPage</name>
    <message>
        <source>For whom are you here?</source>
        <translation>Für wen sind Sie hier?</translation>
    </message>
    <message>
        <source>For myself</source>
        <translation>Für mich</translation>
    </message>
    <message>
        <source>You decide and sign for this person. Both names stand in the record.</source>
        <translation>Sie entscheiden und unterschreiben für diese Person. Beide Namen stehen im Protokoll.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>RevokePage</name>
    <message>
        <source>End this permission?</source>
        <translation>Diese Erlaubnis beenden?</translation>
    </message>
    <message>
        <source>This is what you sign:</source>
        <translation>Das unterschreiben Sie:</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>End it with PIN</source>
        <translation>Mit PIN beenden</translation>
    </message>
</context>
<context>
    <name>Scroller</name>
    <message>
        <source>Back to the top</source>
        <translation>Zurück nach oben</translation>
    </message>
    <message>
        <source>Show more below</source>
        <translation>Mehr zeigen</translation>
    </message>
</context>
<context>
    <name>SigningPage</name>
    <message>
        <source>Sending your decision</source>
        <translation>Ihre Entscheidung wird gesendet</translation>
    </message>
    <message>
        <source>It is signed. You can leave your card where it is.</source>
        <translation>Sie ist unterschrieben. Sie können Ihre Karte stecken lassen.</translation>
    </message>
    <message>
        <source>Your card is signing</source>
        <translation>Ihre Karte unterschreibt</translation>
    </message>
    <message>
        <source>Please leave it in the reader.</source>
        <translation>Bitte lassen Sie sie im Leser.</translation>
    </message>
</context>
<context>
    <name>StaffCalledPage</name>
    <message>
        <source>Somebody is coming to you</source>
        <translation>Es kommt jemand zu Ihnen</translation>
    </message>
    <message>
        <source>Calling the desk</source>
        <translation>Der Empfang wird gerufen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Please stay here. If it takes too long, go to the desk.</source>
        <translation>Bitte bleiben Sie hier. Dauert es zu lange, gehen Sie zum Empfang.</translation>
    </message>
    <message>
        <source>Without a card the desk checks you in. Please have a document with your picture ready.</source>
        <translation>Ohne Karte meldet der Empfang Sie an. Bitte halten Sie einen Ausweis mit Bild bereit.</translation>
    </message>
    <message>
        <source>The desk finds somebody who speaks your language. Please stay here.</source>
        <translation>Der Empfang sucht jemanden, der Ihre Sprache spricht. Bitte bleiben Sie hier.</translation>
    </message>
</context>
<context>
    <name>StaffConfirmPage</name>
    <message>
        <source>For: {name}</source>
        <translation>Für: {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Order it</source>
        <translation>Beauftragen</translation>
    </message>
    <message>
        <source>Read the number again. Your card signs this order, and it stands in the audit.</source>
        <translation>Lesen Sie die Nummer noch einmal. Ihre Karte unterschreibt diesen Auftrag, und er steht im Protokoll.</translation>
    </message>
    <message>
        <source>The representative may decide for this patient for one year. Their card comes next, and the order stands in the audit under your card.</source>
        <translation>Die vertretende Person darf ein Jahr lang für diese Patientin oder diesen Patienten entscheiden. Als Nächstes kommt ihre Karte. Der Auftrag steht unter Ihrer Karte im Protokoll.</translation>
    </message>
    <message>
        <source>Ask the patient for their name. The order stands in the audit under your card.</source>
        <translation>Fragen Sie nach dem Namen. Der Auftrag steht unter Ihrer Karte im Protokoll.</translation>
    </message>
</context>
<context>
    <name>StaffDonePage</name>
    <message>
        <source>It is ordered and waits to be confirmed. The patient can see that.</source>
        <translation>Es ist beauftragt und wartet auf Bestätigung. Der Patient kann das sehen.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Erledigt.</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Fertig</translation>
    </message>
</context>
<context>
    <name>StaffHomePage</name>
    <message>
        <source>Staff: {name}</source>
        <translation>Personal: {name}</translation>
    </message>
    <message>
        <source>Check this kiosk</source>
        <translation>Dieses Gerät prüfen</translation>
    </message>
    <message>
        <source>Lock this kiosk</source>
        <translation>Dieses Gerät sperren</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>Abmelden</translation>
    </message>
</context>
<context>
    <name>StaffIdentityPage</name>
    <message>
        <source>Which document did you check?</source>
        <translation>Welchen Ausweis haben Sie geprüft?</translation>
    </message>
</context>
<context>
    <name>StaffNamePage</name>
    <message>
        <source>The patient&apos;s given name, for the greeting. Nothing more.</source>
        <translation>Der Vorname des Patienten, für die Begrüßung. Sonst nichts.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>StaffNumberPage</name>
    <message>
        <source>The patient&apos;s card is not needed.</source>
        <translation>Die Karte der Patientin oder des Patienten wird nicht gebraucht.</translation>
    </message>
</context>
<context>
    <name>StaffWorkingPage</name>
    <message>
        <source>Please leave the card in the reader.</source>
        <translation>Bitte lassen Sie die Karte im Leser.</translation>
    </message>
</context>
<context>
    <name>SwapCardsPage</name>
    <message>
        <source>Now the representative&apos;s card</source>
        <translation>Jetzt die Karte der vertretenden Person</translation>
    </message>
    <message>
        <source>Take your own card out and put the representative&apos;s in.</source>
        <translation>Nehmen Sie Ihre eigene Karte heraus und stecken Sie die der vertretenden Person ein.</translation>
    </message>
    <message>
        <source>Now the patient&apos;s card</source>
        <translation>Jetzt die Karte des Patienten</translation>
    </message>
    <message>
        <source>Take your own card out and put the patient&apos;s in.</source>
        <translation>Nehmen Sie Ihre Karte heraus und stecken Sie die des Patienten ein.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>TakeCardPage</name>
    <message>
        <source>Please take your card</source>
        <translation>Bitte nehmen Sie Ihre Karte</translation>
    </message>
    <message>
        <source>Thank you. You can take a seat, we call you.</source>
        <translation>Danke. Nehmen Sie Platz, wir rufen Sie auf.</translation>
    </message>
    <message>
        <source>Your visit is ended. Nothing of it is kept here.</source>
        <translation>Ihr Besuch ist beendet. Nichts davon bleibt hier gespeichert.</translation>
    </message>
    <message>
        <source>Nobody was here for a while, so the visit was ended.</source>
        <translation>Eine Weile war niemand da, deshalb wurde der Besuch beendet.</translation>
    </message>
    <message>
        <source>Something did not work, so the visit was ended. The desk can help you.</source>
        <translation>Etwas ging nicht, deshalb wurde der Besuch beendet. Am Empfang hilft man Ihnen.</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>End the visit</source>
        <translation>Besuch beenden</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>Personal rufen</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>to treat you</source>
        <translation>um Sie zu behandeln</translation>
    </message>
    <message>
        <source>to treat you in an emergency</source>
        <translation>um Sie im Notfall zu behandeln</translation>
    </message>
    <message>
        <source>to plan your care</source>
        <translation>um Ihre Versorgung zu planen</translation>
    </message>
    <message>
        <source>to settle the bill</source>
        <translation>um die Rechnung zu begleichen</translation>
    </message>
    <message>
        <source>for medical research</source>
        <translation>für medizinische Forschung</translation>
    </message>
    <message>
        <source>because you asked for it</source>
        <translation>weil Sie darum gebeten haben</translation>
    </message>
    <message>
        <source>to inform your family</source>
        <translation>um Ihre Familie zu informieren</translation>
    </message>
    <message>
        <source>to run the clinic</source>
        <translation>für den Betrieb der Klinik</translation>
    </message>
    <message>
        <source>to protect public health</source>
        <translation>um die öffentliche Gesundheit zu schützen</translation>
    </message>
    <message>
        <source>allergies</source>
        <translation>Allergien</translation>
    </message>
    <message>
        <source>diagnoses</source>
        <translation>Diagnosen</translation>
    </message>
    <message>
        <source>reports of examinations</source>
        <translation>Untersuchungsberichte</translation>
    </message>
    <message>
        <source>letters and documents</source>
        <translation>Briefe und Dokumente</translation>
    </message>
    <message>
        <source>visits and stays</source>
        <translation>Besuche und Aufenthalte</translation>
    </message>
    <message>
        <source>vaccinations</source>
        <translation>Impfungen</translation>
    </message>
    <message>
        <source>medicines</source>
        <translation>Medikamente</translation>
    </message>
    <message>
        <source>test results and measurements</source>
        <translation>Testergebnisse und Messwerte</translation>
    </message>
    <message>
        <source>name, address and birth date</source>
        <translation>Name, Adresse und Geburtsdatum</translation>
    </message>
    <message>
        <source>operations and treatments</source>
        <translation>Operationen und Behandlungen</translation>
    </message>
    <message>
        <source>Today only</source>
        <translation>Nur heute</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 Tage</translation>
    </message>
    <message>
        <source>One year</source>
        <translation>Ein Jahr</translation>
    </message>
    <message>
        <source>You are expected</source>
        <translation>Sie werden erwartet</translation>
    </message>
    <message>
        <source>You are checked in</source>
        <translation>Sie sind angemeldet</translation>
    </message>
    <message>
        <source>Check-in is waiting to be sent</source>
        <translation>Die Anmeldung wartet auf das Senden</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Health insurance</source>
        <translation>Krankenversicherung</translation>
    </message>
    <message>
        <source>Checking your card</source>
        <translation>Ihre Karte wird geprüft</translation>
    </message>
    <message>
        <source>Checking you in</source>
        <translation>Sie werden angemeldet</translation>
    </message>
    <message>
        <source>Getting what you asked for</source>
        <translation>Es wird geholt, was Sie möchten</translation>
    </message>
    <message>
        <source>Writing the text for you to read</source>
        <translation>Der Text für Sie wird geschrieben</translation>
    </message>
    <message>
        <source>Telling the officer</source>
        <translation>Der Datenschutz wird benachrichtigt</translation>
    </message>
    <message>
        <source>Give a patient a card</source>
        <translation>Einem Patienten eine Karte geben</translation>
    </message>
    <message>
        <source>Unblock a PIN</source>
        <translation>Eine PIN entsperren</translation>
    </message>
    <message>
        <source>Suspend a lost card</source>
        <translation>Eine verlorene Karte sperren</translation>
    </message>
    <message>
        <source>Make a suspended card valid again</source>
        <translation>Gesperrte Karte wieder freigeben</translation>
    </message>
    <message>
        <source>Replace a card</source>
        <translation>Eine Karte ersetzen</translation>
    </message>
    <message>
        <source>Confirm a replacement</source>
        <translation>Ersatzkarte bestätigen</translation>
    </message>
    <message>
        <source>Appoint a representative</source>
        <translation>Vertretung einrichten</translation>
    </message>
    <message>
        <source>Confirm a representative</source>
        <translation>Vertretung bestätigen</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>Reisepass</translation>
    </message>
    <message>
        <source>Identity card</source>
        <translation>Personalausweis</translation>
    </message>
    <message>
        <source>Residence permit</source>
        <translation>Aufenthaltstitel</translation>
    </message>
    <message>
        <source>Known in person</source>
        <translation>Persönlich bekannt</translation>
    </message>
    <message>
        <source>Unlocking the card</source>
        <translation>Die Karte wird geöffnet</translation>
    </message>
    <message>
        <source>The card makes its key</source>
        <translation>Die Karte erzeugt ihren Schlüssel</translation>
    </message>
    <message>
        <source>Writing the certificate</source>
        <translation>Das Zertifikat wird geschrieben</translation>
    </message>
    <message>
        <source>Setting the PIN</source>
        <translation>Die PIN wird gesetzt</translation>
    </message>
    <message>
        <source>The card proves its key</source>
        <translation>Die Karte beweist ihren Schlüssel</translation>
    </message>
    <message>
        <source>Registering the card</source>
        <translation>Die Karte wird eingetragen</translation>
    </message>
    <message>
        <source>Card reader</source>
        <translation>Kartenleser</translation>
    </message>
    <message>
        <source>Plug the card reader in again.</source>
        <translation>Stecken Sie den Kartenleser neu ein.</translation>
    </message>
    <message>
        <source>Card service</source>
        <translation>Kartendienst</translation>
    </message>
    <message>
        <source>Ask IT to start pcscd.</source>
        <translation>Bitten Sie die IT, pcscd zu starten.</translation>
    </message>
    <message>
        <source>Connection to the clinic&apos;s system</source>
        <translation>Verbindung zum System der Klinik</translation>
    </message>
    <message>
        <source>Look at the network cable, then ask IT to run fhir-bridge doctor.</source>
        <translation>Sehen Sie nach dem Netzkabel; dann bitten Sie die IT um fhir-bridge doctor.</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>Ask IT to set this kiosk&apos;s clock.</source>
        <translation>Bitten Sie die IT, die Uhr dieses Geräts zu stellen.</translation>
    </message>
    <message>
        <source>This kiosk&apos;s registration</source>
        <translation>Eintragung dieses Geräts</translation>
    </message>
    <message>
        <source>Ask IT to register this kiosk again.</source>
        <translation>Bitten Sie die IT, dieses Gerät neu einzutragen.</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>Wartet auf das Senden</translation>
    </message>
    <message>
        <source>Wait: it is sent as soon as the clinic&apos;s system answers.</source>
        <translation>Warten Sie: Es wird gesendet, sobald das System der Klinik antwortet.</translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation>Platz auf der Festplatte</translation>
    </message>
    <message>
        <source>Ask IT to make room on this kiosk&apos;s disk.</source>
        <translation>Bitten Sie die IT, auf diesem Gerät Platz zu schaffen.</translation>
    </message>
</context>
<context>
    <name>WorkingPage</name>
    <message>
        <source>This takes a moment. Leave your card in the reader.</source>
        <translation>Das dauert einen Augenblick. Lassen Sie Ihre Karte im Leser.</translation>
    </message>
</context>
</TS>
