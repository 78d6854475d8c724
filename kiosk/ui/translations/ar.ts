<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar">
<context>
    <name>AppointmentsPage</name>
    <message>
        <source>Hello {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are here for {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no appointment today. The desk can help you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>My permissions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who has read my records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Asked</name>
    <message>
        <source>Yes, allow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No, do not allow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asks to read: {data}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For how long?</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AttractPage</name>
    <message>
        <source>You can check in. Permissions and records have to wait a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold your card to the reader, or put it in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check in, decide who may see your records, and see who has read them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the moving picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the moving picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I need an interpreter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have no card</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ChoosePinPage</name>
    <message>
        <source>The same PIN once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the patient: choose a PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Six to eight digits that only you know. Staff, please look away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two were not the same. Please choose again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConsentTextPage</name>
    <message>
        <source>This is what you sign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read it, or have it read to you. Nothing holds until you have signed with your PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign with PIN</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConsentsPage</name>
    <message>
        <source>Who may see your records?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You decide on each. You are treated in the same way whatever you decide.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You decide for {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read what I sign</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>Is this still right?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the end is shown, so that nobody else can read it. What is wrong, the desk puts right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes, right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No, wrong</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message>
        <source>This kiosk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dots</name>
    <message>
        <source>Digits typed: {number}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>Please take your card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your visit is over and nothing is shown any more. Your card is still in the reader.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is a different card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The visit was ended to protect whoever began it. Take this card out and start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This card could not prove itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be used here. Please show it at the desk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This card is from somewhere else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it out and use the card that this clinic gave you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This card has expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You get a new one at the desk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This card is no longer valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was replaced or withdrawn. Please come to the desk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This card is suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was reported as lost. If it is yours, the desk can make it valid again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PIN of this card is blocked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A wrong PIN was typed three times. The desk can unblock it with you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The card could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it out, turn it so that the chip goes in first, and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>We do not know this card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be new. The desk can look it up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This card may not do that</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The desk can tell you why and what is possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are two cards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave only your own card in the reader.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The card reader does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was lost. Please check in at the desk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cards cannot be read at the moment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clinic&apos;s system does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is tried again by itself. You can wait, or check in at the desk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That could not be done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed. The desk can help you.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GivenPanel</name>
    <message>
        <source>may read: {data}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Until {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not confirmed yet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Call staff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text {size} %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the text: {size} per cent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read aloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read aloud: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read this page once more</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IdentifiedPage</name>
    <message>
        <source>Hello {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The PIN of your card is blocked. You can check in; the desk can unblock your PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appointments, permissions and who has read your records. You need your PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue with PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only check in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the clinic that you are here. No PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is not me</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>IdlePage</name>
    <message>
        <source>Are you still here?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To protect you, this page closes by itself. You can have more time as often as you like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the visit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I need more time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>InsertPage</name>
    <message>
        <source>Please put your card into the reader</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chip first, and leave it there until you are done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>Delete the last digit</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LanguagesPage</name>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LockedPage</name>
    <message>
        <source>This kiosk is locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For staff: put your card in to open it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MyConsentsPage</name>
    <message>
        <source>My permissions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These may see your records. You can end each of them at any time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have given no permission.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End this permission</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MyDataPage</name>
    <message>
        <source>Who has read my records</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody has read your records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you do not know why somebody looked, say so. A privacy officer finds out and tells you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In an emergency, without your permission</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read: {data}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your permission: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As part of your care in this clinic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The privacy officer has been told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This looks wrong</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OutOfOrderPage</name>
    <message>
        <source>This kiosk is out of order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For staff: {cause}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Seconds left: {number}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>That PIN was not right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the last try. If it is wrong, your card is blocked and the desk has to unblock it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tries left: {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cover the keypad with your hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign with your PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your card signs the text that you have just read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your PIN to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Staff: enter your PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your PIN</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Step {number} of {all}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PulledPage</name>
    <message>
        <source>Your card is out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of your visit is shown any more. To go on, put the same card in again and enter your PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I am done</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReadingPage</name>
    <message>
        <source>Reading your card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please keep it where it is.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiptPage</name>
    <message>
        <source>Almost done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your check-in waits here and is sent as soon as the clinic&apos;s system answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please also tell the desk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are checked in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your decision is signed and waits here. It holds once the clinic&apos;s system has it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With this code, whoever you show it to can check what you decided.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It says nothing about your health.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your receipt is printed below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receipt code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Print the receipt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish without paper</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RepresentingPage</name>
    <message>
        <source>For whom are you here?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For myself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You decide and sign for this person. Both names stand in the record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RevokePage</name>
    <message>
        <source>End this permission?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is what you sign:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End it with PIN</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Scroller</name>
    <message>
        <source>Back to the top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show more below</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SigningPage</name>
    <message>
        <source>Sending your decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is signed. You can leave your card where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your card is signing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please leave it in the reader.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StaffCalledPage</name>
    <message>
        <source>Somebody is coming to you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calling the desk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please stay here. If it takes too long, go to the desk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without a card the desk checks you in. Please have a document with your picture ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The desk finds somebody who speaks your language. Please stay here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StaffConfirmPage</name>
    <message>
        <source>For: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask the patient for their name. Your card signs this order, and it stands in the audit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StaffDonePage</name>
    <message>
        <source>It is ordered and waits to be confirmed. The patient can see that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finish</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StaffHomePage</name>
    <message>
        <source>Staff: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check this kiosk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lock this kiosk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StaffIdentityPage</name>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which document did you check?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Medical record number</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StaffWorkingPage</name>
    <message>
        <source>Please leave the card in the reader.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SwapCardsPage</name>
    <message>
        <source>Now the patient&apos;s card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take your own card out and put the patient&apos;s in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TakeCardPage</name>
    <message>
        <source>Please take your card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thank you. You can take a seat, we call you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your visit is ended. Nothing of it is kept here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody was here for a while, so the visit was ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something did not work, so the visit was ended. The desk can help you.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>End the visit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>to treat you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to treat you in an emergency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to plan your care</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to settle the bill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for medical research</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>because you asked for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to inform your family</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to run the clinic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to protect public health</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>allergies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>diagnoses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reports of examinations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>letters and documents</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>visits and stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>vaccinations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>medicines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test results and measurements</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name, address and birth date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>operations and treatments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>90 days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One year</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are expected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are checked in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check-in is waiting to be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Health insurance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking your card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking you in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Getting what you asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the text for you to read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Telling the officer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a patient a card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unblock a PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspend a lost card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace a card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Residence permit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known in person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlocking the card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The card makes its key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing the certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Setting the PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The card proves its key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registering the card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Card reader</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plug the card reader in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Card service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask IT to start pcscd.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection to the clinic&apos;s system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the network cable, then ask IT to run fhir-bridge doctor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask IT to set this kiosk&apos;s clock.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This kiosk&apos;s registration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask IT to register this kiosk again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait: it is sent as soon as the clinic&apos;s system answers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask IT to make room on this kiosk&apos;s disk.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkingPage</name>
    <message>
        <source>This takes a moment. Leave your card in the reader.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
