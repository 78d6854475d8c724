<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name>Alphabet</name>
    <message>
        <source>Space</source>
        <translation>Espace</translation>
    </message>
    <message>
        <source>Delete the last letter</source>
        <translation>Effacer la dernière lettre</translation>
    </message>
</context>
<context>
    <name>AppointmentsPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>Bonjour {name}</translation>
    </message>
    <message>
        <source>You are here for {name}</source>
        <translation>Vous êtes ici pour {name}</translation>
    </message>
    <message>
        <source>There is no appointment today. The desk can help you.</source>
        <translation>Vous n’avez pas de rendez-vous aujourd’hui. L’accueil peut vous aider.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>Votre numéro dans la liste d’attente : {number}</translation>
    </message>
    <message>
        <source>My permissions</source>
        <translation>Mes autorisations</translation>
    </message>
    <message>
        <source>Who has read my records</source>
        <translation>Qui a lu mon dossier</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Quitter</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuer</translation>
    </message>
</context>
<context>
    <name>Asked</name>
    <message>
        <source>Yes, allow</source>
        <translation>Oui, autoriser</translation>
    </message>
    <message>
        <source>No, do not allow</source>
        <translation>Non, ne pas autoriser</translation>
    </message>
    <message>
        <source>asks to read: {data}</source>
        <translation>demande à lire : {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Pour quoi : {purpose}</translation>
    </message>
    <message>
        <source>For how long?</source>
        <translation>Pour combien de temps ?</translation>
    </message>
</context>
<context>
    <name>AttractPage</name>
    <message>
        <source>You can check in. Permissions and records have to wait a little.</source>
        <translation>Vous pouvez signaler votre arrivée. Les autorisations et le dossier doivent attendre un peu.</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Bienvenue</translation>
    </message>
    <message>
        <source>Hold your card to the reader, or put it in.</source>
        <translation>Approchez votre carte du lecteur ou insérez-la.</translation>
    </message>
    <message>
        <source>Check in, decide who may see your records, and see who has read them.</source>
        <translation>Signalez votre arrivée, décidez qui peut voir votre dossier et voyez qui l’a lu.</translation>
    </message>
    <message>
        <source>Stop the moving picture</source>
        <translation>Arrêter l’image animée</translation>
    </message>
    <message>
        <source>Start the moving picture</source>
        <translation>Animer l’image</translation>
    </message>
    <message>
        <source>I need an interpreter</source>
        <translation>J’ai besoin d’un interprète</translation>
    </message>
    <message>
        <source>I have no card</source>
        <translation>Je n’ai pas de carte</translation>
    </message>
</context>
<context>
    <name>ChoosePinPage</name>
    <message>
        <source>The same PIN once more</source>
        <translation>Le même code PIN encore une fois</translation>
    </message>
    <message>
        <source>For the patient: choose a PIN</source>
        <translation>Pour le patient : choisissez un code PIN</translation>
    </message>
    <message>
        <source>Six to eight digits that only you know. Staff, please look away.</source>
        <translation>Six à huit chiffres que vous seul connaissez. Personnel : merci de détourner les yeux.</translation>
    </message>
    <message>
        <source>The two were not the same. Please choose again.</source>
        <translation>Les deux ne sont pas identiques. Choisissez à nouveau.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuer</translation>
    </message>
</context>
<context>
    <name>ConsentTextPage</name>
    <message>
        <source>This is what you sign</source>
        <translation>Voici ce que vous signez</translation>
    </message>
    <message>
        <source>Read it, or have it read to you. Nothing holds until you have signed with your PIN.</source>
        <translation>Lisez-le ou faites-le lire à voix haute. Rien ne vaut tant que vous n’avez pas signé avec votre code PIN.</translation>
    </message>
    <message>
        <source>Somebody is helping me</source>
        <translation>Quelqu’un m’aide</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Sign with PIN</source>
        <translation>Signer avec le code PIN</translation>
    </message>
</context>
<context>
    <name>ConsentsPage</name>
    <message>
        <source>Who may see your records?</source>
        <translation>Qui peut voir votre dossier ?</translation>
    </message>
    <message>
        <source>You decide on each. You are treated in the same way whatever you decide.</source>
        <translation>Vous décidez pour chacun. Vous serez soigné de la même façon, quelle que soit votre décision.</translation>
    </message>
    <message>
        <source>You decide for {name}</source>
        <translation>Vous décidez pour {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Read what I sign</source>
        <translation>Lire ce que je signe</translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>Is this still right?</source>
        <translation>Est-ce toujours exact ?</translation>
    </message>
    <message>
        <source>Only the end is shown, so that nobody else can read it. What is wrong, the desk puts right.</source>
        <translation>Seule la fin est affichée, pour que personne d’autre ne puisse lire. L’accueil corrige ce qui est faux.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>Yes, right</source>
        <translation>Oui, exact</translation>
    </message>
    <message>
        <source>No, wrong</source>
        <translation>Non, faux</translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message>
        <source>This kiosk</source>
        <translation>Cette borne</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>Vérification …</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>works</source>
        <translation>fonctionne</translation>
    </message>
</context>
<context>
    <name>Dots</name>
    <message>
        <source>Digits typed: {number}</source>
        <translation>Chiffres saisis : {number}</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>Please take your card</source>
        <translation>Veuillez reprendre votre carte</translation>
    </message>
    <message>
        <source>Your visit is over and nothing is shown any more. Your card is still in the reader.</source>
        <translation>Votre visite est terminée et plus rien n’est affiché. Votre carte est encore dans le lecteur.</translation>
    </message>
    <message>
        <source>This is a different card</source>
        <translation>C’est une autre carte</translation>
    </message>
    <message>
        <source>The visit was ended to protect whoever began it. Take this card out and start again.</source>
        <translation>La visite a été terminée pour protéger la personne qui l’a commencée. Retirez cette carte et recommencez.</translation>
    </message>
    <message>
        <source>This card could not prove itself</source>
        <translation>Cette carte n’a pas pu prouver son authenticité</translation>
    </message>
    <message>
        <source>It cannot be used here. Please show it at the desk.</source>
        <translation>Elle ne peut pas être utilisée ici. Veuillez la montrer à l’accueil.</translation>
    </message>
    <message>
        <source>This card is from somewhere else</source>
        <translation>Cette carte vient d’ailleurs</translation>
    </message>
    <message>
        <source>Take it out and use the card that this clinic gave you.</source>
        <translation>Retirez-la et utilisez la carte que cette clinique vous a donnée.</translation>
    </message>
    <message>
        <source>This card has expired</source>
        <translation>Cette carte a expiré</translation>
    </message>
    <message>
        <source>You get a new one at the desk.</source>
        <translation>L’accueil vous en donne une nouvelle.</translation>
    </message>
    <message>
        <source>This card is no longer valid</source>
        <translation>Cette carte n’est plus valable</translation>
    </message>
    <message>
        <source>It was replaced or withdrawn. Please come to the desk.</source>
        <translation>Elle a été remplacée ou retirée. Veuillez vous rendre à l’accueil.</translation>
    </message>
    <message>
        <source>This card is suspended</source>
        <translation>Cette carte est suspendue</translation>
    </message>
    <message>
        <source>It was reported as lost. If it is yours, the desk can make it valid again.</source>
        <translation>Elle a été déclarée perdue. Si c’est la vôtre, l’accueil peut la réactiver.</translation>
    </message>
    <message>
        <source>The PIN of this card is blocked</source>
        <translation>Le code PIN de cette carte est bloqué</translation>
    </message>
    <message>
        <source>A wrong PIN was typed three times. The desk can unblock it with you.</source>
        <translation>Un code faux a été saisi trois fois. L’accueil peut le débloquer avec vous.</translation>
    </message>
    <message>
        <source>The card could not be read</source>
        <translation>La carte n’a pas pu être lue</translation>
    </message>
    <message>
        <source>Take it out, turn it so that the chip goes in first, and try again.</source>
        <translation>Retirez-la, tournez-la pour que la puce entre en premier et réessayez.</translation>
    </message>
    <message>
        <source>We do not know this card</source>
        <translation>Nous ne connaissons pas cette carte</translation>
    </message>
    <message>
        <source>It may be new. The desk can look it up.</source>
        <translation>Elle est peut-être nouvelle. L’accueil peut la rechercher.</translation>
    </message>
    <message>
        <source>This card may not do that</source>
        <translation>Cette carte ne permet pas cela</translation>
    </message>
    <message>
        <source>The desk can tell you why and what is possible.</source>
        <translation>L’accueil peut vous dire pourquoi et ce qui est possible.</translation>
    </message>
    <message>
        <source>There are two cards</source>
        <translation>Il y a deux cartes</translation>
    </message>
    <message>
        <source>Leave only your own card in the reader.</source>
        <translation>Ne laissez que la vôtre dans le lecteur.</translation>
    </message>
    <message>
        <source>The card reader does not answer</source>
        <translation>Le lecteur de cartes ne répond pas</translation>
    </message>
    <message>
        <source>Nothing was lost. Please check in at the desk.</source>
        <translation>Rien n’est perdu. Veuillez vous présenter à l’accueil.</translation>
    </message>
    <message>
        <source>Cards cannot be read at the moment</source>
        <translation>Les cartes ne peuvent pas être lues pour le moment</translation>
    </message>
    <message>
        <source>The clinic&apos;s system does not answer</source>
        <translation>Le système de la clinique ne répond pas</translation>
    </message>
    <message>
        <source>It is tried again by itself. You can wait, or check in at the desk.</source>
        <translation>Un nouvel essai se fait tout seul. Vous pouvez attendre ou vous présenter à l’accueil.</translation>
    </message>
    <message>
        <source>Nothing was found for that</source>
        <translation>Rien n’a été trouvé</translation>
    </message>
    <message>
        <source>Nothing was changed. Please check what was typed, and try again.</source>
        <translation>Rien n’a été modifié. Vérifiez la saisie et réessayez.</translation>
    </message>
    <message>
        <source>The waiting time is not over</source>
        <translation>Le délai d’attente n’est pas écoulé</translation>
    </message>
    <message>
        <source>Nothing was changed. It can be confirmed when the waiting time is over.</source>
        <translation>Rien n’a été modifié. La confirmation sera possible à la fin du délai.</translation>
    </message>
    <message>
        <source>Somebody else has to confirm this</source>
        <translation>Une autre personne doit confirmer</translation>
    </message>
    <message>
        <source>Whoever ordered the new card cannot confirm it. Ask a colleague.</source>
        <translation>Qui a commandé la nouvelle carte ne peut pas la confirmer. Demandez à un collègue.</translation>
    </message>
    <message>
        <source>That could not be done</source>
        <translation>Cela n’a pas pu être fait</translation>
    </message>
    <message>
        <source>Nothing was changed. The desk can help you.</source>
        <translation>Rien n’a été changé. L’accueil peut vous aider.</translation>
    </message>
</context>
<context>
    <name>GivenPanel</name>
    <message>
        <source>may read: {data}</source>
        <translation>peut lire : {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Pour quoi : {purpose}</translation>
    </message>
    <message>
        <source>Until {day}</source>
        <translation>Jusqu’au {day}</translation>
    </message>
    <message>
        <source>Not confirmed yet</source>
        <translation>Pas encore confirmé</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Help</source>
        <translation>Aide</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>Appeler le personnel</translation>
    </message>
    <message>
        <source>Language: {name}</source>
        <translation>Langue : {name}</translation>
    </message>
    <message>
        <source>Text {size} %</source>
        <translation>Texte {size} %</translation>
    </message>
    <message>
        <source>Size of the text: {size} per cent</source>
        <translation>Taille du texte : {size} pour cent</translation>
    </message>
    <message>
        <source>light</source>
        <translation>claires</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>sombres</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>contraste élevé</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contraste</translation>
    </message>
    <message>
        <source>Colours: {name}</source>
        <translation>Couleurs : {name}</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Écouter</translation>
    </message>
    <message>
        <source>on</source>
        <translation>oui</translation>
    </message>
    <message>
        <source>off</source>
        <translation>non</translation>
    </message>
    <message>
        <source>Read aloud: {state}</source>
        <translation>Lire à voix haute : {state}</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Encore une fois</translation>
    </message>
    <message>
        <source>Read this page once more</source>
        <translation>Lire cette page encore une fois</translation>
    </message>
</context>
<context>
    <name>IdentifiedPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>Bonjour {name}</translation>
    </message>
    <message>
        <source>The PIN of your card is blocked. You can check in; the desk can unblock your PIN.</source>
        <translation>Le code PIN de votre carte est bloqué. Vous pouvez signaler votre arrivée ; l’accueil peut débloquer le code.</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Que souhaitez-vous faire ?</translation>
    </message>
    <message>
        <source>Appointments, permissions and who has read your records. You need your PIN.</source>
        <translation>Rendez-vous, autorisations et qui a lu votre dossier. Il vous faut votre code PIN.</translation>
    </message>
    <message>
        <source>Continue with PIN</source>
        <translation>Continuer avec le code PIN</translation>
    </message>
    <message>
        <source>Only check in</source>
        <translation>Seulement signaler mon arrivée</translation>
    </message>
    <message>
        <source>Tell the clinic that you are here. No PIN.</source>
        <translation>Dire à la clinique que vous êtes là. Sans code PIN.</translation>
    </message>
    <message>
        <source>That is not me</source>
        <translation>Ce n’est pas moi</translation>
    </message>
</context>
<context>
    <name>IdlePage</name>
    <message>
        <source>Are you still here?</source>
        <translation>Êtes-vous toujours là ?</translation>
    </message>
    <message>
        <source>To protect you, this page closes by itself. You can have more time as often as you like.</source>
        <translation>Pour vous protéger, cette page se ferme d’elle-même. Vous pouvez demander plus de temps autant de fois que vous voulez.</translation>
    </message>
    <message>
        <source>End the visit</source>
        <translation>Terminer la visite</translation>
    </message>
    <message>
        <source>I need more time</source>
        <translation>Il me faut plus de temps</translation>
    </message>
</context>
<context>
    <name>InsertPage</name>
    <message>
        <source>Please put your card into the reader</source>
        <translation>Veuillez insérer votre carte dans le lecteur</translation>
    </message>
    <message>
        <source>Chip first, and leave it there until you are done.</source>
        <translation>La puce d’abord, et laissez-la jusqu’à la fin.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>Effacer le dernier chiffre</translation>
    </message>
</context>
<context>
    <name>LanguagesPage</name>
    <message>
        <source>Language</source>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
</context>
<context>
    <name>LockedPage</name>
    <message>
        <source>This kiosk is locked</source>
        <translation>Cette borne est verrouillée</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>Veuillez vous présenter à l’accueil.</translation>
    </message>
    <message>
        <source>For staff: put your card in to open it.</source>
        <translation>Pour le personnel : insérez votre carte pour l’ouvrir.</translation>
    </message>
</context>
<context>
    <name>MyConsentsPage</name>
    <message>
        <source>My permissions</source>
        <translation>Mes autorisations</translation>
    </message>
    <message>
        <source>These may see your records. You can end each of them at any time.</source>
        <translation>Ceux-ci peuvent voir votre dossier. Vous pouvez mettre fin à chaque autorisation à tout moment.</translation>
    </message>
    <message>
        <source>You have given no permission.</source>
        <translation>Vous n’avez donné aucune autorisation.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>End this permission</source>
        <translation>Mettre fin à cette autorisation</translation>
    </message>
</context>
<context>
    <name>MyDataPage</name>
    <message>
        <source>Who has read my records</source>
        <translation>Qui a lu mon dossier</translation>
    </message>
    <message>
        <source>Nobody has read your records.</source>
        <translation>Personne n’a lu votre dossier.</translation>
    </message>
    <message>
        <source>If you do not know why somebody looked, say so. A privacy officer finds out and tells you.</source>
        <translation>Si vous ne savez pas pourquoi quelqu’un a regardé, dites-le. Le responsable de la protection des données cherche et vous répond.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>In an emergency, without your permission</source>
        <translation>En urgence, sans votre autorisation</translation>
    </message>
    <message>
        <source>Read: {data}</source>
        <translation>A lu : {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Pour quoi : {purpose}</translation>
    </message>
    <message>
        <source>Your permission: {name}</source>
        <translation>Votre autorisation : {name}</translation>
    </message>
    <message>
        <source>As part of your care in this clinic</source>
        <translation>Dans le cadre de vos soins dans cette clinique</translation>
    </message>
    <message>
        <source>The privacy officer has been told.</source>
        <translation>Le responsable de la protection des données a été averti.</translation>
    </message>
    <message>
        <source>This looks wrong</source>
        <translation>Cela me semble anormal</translation>
    </message>
</context>
<context>
    <name>NumberPage</name>
    <message>
        <source>Medical record number</source>
        <translation>Numéro de dossier médical</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuer</translation>
    </message>
</context>
<context>
    <name>OutOfOrderPage</name>
    <message>
        <source>This kiosk is out of order</source>
        <translation>Cette borne est hors service</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>Veuillez vous présenter à l’accueil.</translation>
    </message>
    <message>
        <source>For staff: {cause}</source>
        <translation>Pour le personnel : {cause}</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Seconds left: {number}</source>
        <translation>Secondes restantes : {number}</translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>That PIN was not right.</source>
        <translation>Ce code PIN n’était pas le bon.</translation>
    </message>
    <message>
        <source>This is the last try. If it is wrong, your card is blocked and the desk has to unblock it.</source>
        <translation>C’est le dernier essai. S’il est faux, votre carte est bloquée et l’accueil devra la débloquer.</translation>
    </message>
    <message>
        <source>Tries left: {number}</source>
        <translation>Essais restants : {number}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>Cover the keypad with your hand.</source>
        <translation>Cachez le clavier avec votre main.</translation>
    </message>
    <message>
        <source>Sign with your PIN</source>
        <translation>Signez avec votre code PIN</translation>
    </message>
    <message>
        <source>Your card signs the text that you have just read.</source>
        <translation>Votre carte signe le texte que vous venez de lire.</translation>
    </message>
    <message>
        <source>Enter your PIN to go on</source>
        <translation>Saisissez votre code PIN pour continuer</translation>
    </message>
    <message>
        <source>Staff: enter your PIN</source>
        <translation>Personnel : saisissez votre code PIN</translation>
    </message>
    <message>
        <source>Enter your PIN</source>
        <translation>Saisissez votre code PIN</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Step {number} of {all}</source>
        <translation>Étape {number} sur {all}</translation>
    </message>
</context>
<context>
    <name>PulledPage</name>
    <message>
        <source>Your card is out</source>
        <translation>Votre carte est sortie</translation>
    </message>
    <message>
        <source>Nothing of your visit is shown any more. To go on, put the same card in again and enter your PIN.</source>
        <translation>Plus rien de votre visite n’est affiché. Pour continuer, remettez la même carte et saisissez votre code PIN.</translation>
    </message>
    <message>
        <source>I am done</source>
        <translation>J’ai terminé</translation>
    </message>
</context>
<context>
    <name>ReadingPage</name>
    <message>
        <source>Reading your card</source>
        <translation>Lecture de votre carte</translation>
    </message>
    <message>
        <source>Please keep it where it is.</source>
        <translation>Veuillez la laisser où elle est.</translation>
    </message>
</context>
<context>
    <name>ReceiptPage</name>
    <message>
        <source>Almost done</source>
        <translation>Presque terminé</translation>
    </message>
    <message>
        <source>All done</source>
        <translation>Tout est fait</translation>
    </message>
    <message>
        <source>Your check-in waits here and is sent as soon as the clinic&apos;s system answers.</source>
        <translation>Votre arrivée attend ici et sera envoyée dès que le système de la clinique répond.</translation>
    </message>
    <message>
        <source>Please also tell the desk.</source>
        <translation>Veuillez aussi prévenir l’accueil.</translation>
    </message>
    <message>
        <source>You are checked in.</source>
        <translation>Votre arrivée est enregistrée.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>Votre numéro dans la liste d’attente : {number}</translation>
    </message>
    <message>
        <source>Your decision is signed and waits here. It holds once the clinic&apos;s system has it.</source>
        <translation>Votre décision est signée et attend ici. Elle vaudra dès que le système de la clinique l’aura.</translation>
    </message>
    <message>
        <source>With this code, whoever you show it to can check what you decided.</source>
        <translation>Avec ce code, la personne à qui vous le montrez peut vérifier ce que vous avez décidé.</translation>
    </message>
    <message>
        <source>It says nothing about your health.</source>
        <translation>Il ne dit rien de votre santé.</translation>
    </message>
    <message>
        <source>Your receipt is printed below.</source>
        <translation>Votre reçu est imprimé en dessous.</translation>
    </message>
    <message>
        <source>Receipt code</source>
        <translation>Code du reçu</translation>
    </message>
    <message>
        <source>Print the receipt</source>
        <translation>Imprimer le reçu</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Terminer</translation>
    </message>
    <message>
        <source>Finish without paper</source>
        <translation>Terminer sans papier</translation>
    </message>
</context>
<context>
    <name>RepresentingPage</name>
    <message>
        <source>For whom are you here?</source>
        <translation>Pour qui venez-vous ?</translation>
    </message>
    <message>
        <source>For myself</source>
        <translation>Pour moi</translation>
    </message>
    <message>
        <source>You decide and sign for this person. Both names stand in the record.</source>
        <translation>Vous décidez et signez pour cette personne. Les deux noms figurent au registre.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
</context>
<context>
    <name>RevokePage</name>
    <message>
        <source>End this permission?</source>
        <translation>Mettre fin à cette autorisation ?</translation>
    </message>
    <message>
        <source>This is what you sign:</source>
        <translation>Voici ce que vous signez :</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>La garder</translation>
    </message>
    <message>
        <source>End it with PIN</source>
        <translation>Y mettre fin avec le code PIN</translation>
    </message>
</context>
<context>
    <name>Scroller</name>
    <message>
        <source>Back to the top</source>
        <translation>Revenir en haut</translation>
    </message>
    <message>
        <source>Show more below</source>
        <translation>Voir la suite</translation>
    </message>
</context>
<context>
    <name>SigningPage</name>
    <message>
        <source>Sending your decision</source>
        <translation>Envoi de votre décision</translation>
    </message>
    <message>
        <source>It is signed. You can leave your card where it is.</source>
        <translation>Elle est signée. Vous pouvez laisser votre carte où elle est.</translation>
    </message>
    <message>
        <source>Your card is signing</source>
        <translation>Votre carte signe</translation>
    </message>
    <message>
        <source>Please leave it in the reader.</source>
        <translation>Veuillez la laisser dans le lecteur.</translation>
    </message>
</context>
<context>
    <name>StaffCalledPage</name>
    <message>
        <source>Somebody is coming to you</source>
        <translation>Quelqu’un vient vous voir</translation>
    </message>
    <message>
        <source>Calling the desk</source>
        <translation>Appel de l’accueil</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Please stay here. If it takes too long, go to the desk.</source>
        <translation>Veuillez rester ici. Si cela dure trop longtemps, allez à l’accueil.</translation>
    </message>
    <message>
        <source>Without a card the desk checks you in. Please have a document with your picture ready.</source>
        <translation>Sans carte, l’accueil enregistre votre arrivée. Préparez un document avec votre photo.</translation>
    </message>
    <message>
        <source>The desk finds somebody who speaks your language. Please stay here.</source>
        <translation>L’accueil cherche quelqu’un qui parle votre langue. Veuillez rester ici.</translation>
    </message>
</context>
<context>
    <name>StaffConfirmPage</name>
    <message>
        <source>For: {name}</source>
        <translation>Pour : {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Order it</source>
        <translation>Donner l’ordre</translation>
    </message>
    <message>
        <source>Read the number again. Your card signs this order, and it stands in the audit.</source>
        <translation>Relisez le numéro. Votre carte signe cet ordre, et il figure au journal.</translation>
    </message>
    <message>
        <source>The representative may decide for this patient for one year. Their card comes next, and the order stands in the audit under your card.</source>
        <translation>Le représentant pourra décider pour ce patient pendant un an. Sa carte vient ensuite. L’ordre figure au journal sous votre carte.</translation>
    </message>
    <message>
        <source>Ask the patient for their name. The order stands in the audit under your card.</source>
        <translation>Demandez son nom au patient. L’ordre figure au journal sous votre carte.</translation>
    </message>
</context>
<context>
    <name>StaffDonePage</name>
    <message>
        <source>It is ordered and waits to be confirmed. The patient can see that.</source>
        <translation>C’est ordonné et attend une confirmation. Le patient peut le voir.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>C’est fait.</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Terminer</translation>
    </message>
</context>
<context>
    <name>StaffHomePage</name>
    <message>
        <source>Staff: {name}</source>
        <translation>Personnel : {name}</translation>
    </message>
    <message>
        <source>Check this kiosk</source>
        <translation>Vérifier cette borne</translation>
    </message>
    <message>
        <source>Lock this kiosk</source>
        <translation>Verrouiller cette borne</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>Se déconnecter</translation>
    </message>
</context>
<context>
    <name>StaffIdentityPage</name>
    <message>
        <source>Which document did you check?</source>
        <translation>Quel document avez-vous vérifié ?</translation>
    </message>
</context>
<context>
    <name>StaffNamePage</name>
    <message>
        <source>The patient&apos;s given name, for the greeting. Nothing more.</source>
        <translation>Le prénom du patient, pour l’accueil. Rien de plus.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuer</translation>
    </message>
</context>
<context>
    <name>StaffNumberPage</name>
    <message>
        <source>The patient&apos;s card is not needed.</source>
        <translation>La carte du patient n’est pas nécessaire.</translation>
    </message>
</context>
<context>
    <name>StaffWorkingPage</name>
    <message>
        <source>Please leave the card in the reader.</source>
        <translation>Veuillez laisser la carte dans le lecteur.</translation>
    </message>
</context>
<context>
    <name>SwapCardsPage</name>
    <message>
        <source>Now the representative&apos;s card</source>
        <translation>Maintenant la carte du représentant</translation>
    </message>
    <message>
        <source>Take your own card out and put the representative&apos;s in.</source>
        <translation>Retirez votre propre carte et insérez celle du représentant.</translation>
    </message>
    <message>
        <source>Now the patient&apos;s card</source>
        <translation>Maintenant la carte du patient</translation>
    </message>
    <message>
        <source>Take your own card out and put the patient&apos;s in.</source>
        <translation>Retirez votre carte et insérez celle du patient.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Arrêter</translation>
    </message>
</context>
<context>
    <name>TakeCardPage</name>
    <message>
        <source>Please take your card</source>
        <translation>Veuillez reprendre votre carte</translation>
    </message>
    <message>
        <source>Thank you. You can take a seat, we call you.</source>
        <translation>Merci. Vous pouvez vous asseoir, nous vous appellerons.</translation>
    </message>
    <message>
        <source>Your visit is ended. Nothing of it is kept here.</source>
        <translation>Votre visite est terminée. Rien n’en est gardé ici.</translation>
    </message>
    <message>
        <source>Nobody was here for a while, so the visit was ended.</source>
        <translation>Il n’y avait personne depuis un moment, la visite a donc été terminée.</translation>
    </message>
    <message>
        <source>Something did not work, so the visit was ended. The desk can help you.</source>
        <translation>Quelque chose n’a pas marché, la visite a donc été terminée. L’accueil peut vous aider.</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>End the visit</source>
        <translation>Terminer la visite</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>Appeler le personnel</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>to treat you</source>
        <translation>pour vous soigner</translation>
    </message>
    <message>
        <source>to treat you in an emergency</source>
        <translation>pour vous soigner en urgence</translation>
    </message>
    <message>
        <source>to plan your care</source>
        <translation>pour planifier vos soins</translation>
    </message>
    <message>
        <source>to settle the bill</source>
        <translation>pour régler la facture</translation>
    </message>
    <message>
        <source>for medical research</source>
        <translation>pour la recherche médicale</translation>
    </message>
    <message>
        <source>because you asked for it</source>
        <translation>parce que vous l’avez demandé</translation>
    </message>
    <message>
        <source>to inform your family</source>
        <translation>pour informer votre famille</translation>
    </message>
    <message>
        <source>to run the clinic</source>
        <translation>pour le fonctionnement de la clinique</translation>
    </message>
    <message>
        <source>to protect public health</source>
        <translation>pour protéger la santé publique</translation>
    </message>
    <message>
        <source>allergies</source>
        <translation>allergies</translation>
    </message>
    <message>
        <source>diagnoses</source>
        <translation>diagnostics</translation>
    </message>
    <message>
        <source>reports of examinations</source>
        <translation>comptes rendus d’examens</translation>
    </message>
    <message>
        <source>letters and documents</source>
        <translation>lettres et documents</translation>
    </message>
    <message>
        <source>visits and stays</source>
        <translation>visites et séjours</translation>
    </message>
    <message>
        <source>vaccinations</source>
        <translation>vaccinations</translation>
    </message>
    <message>
        <source>medicines</source>
        <translation>médicaments</translation>
    </message>
    <message>
        <source>test results and measurements</source>
        <translation>résultats d’analyses et mesures</translation>
    </message>
    <message>
        <source>name, address and birth date</source>
        <translation>nom, adresse et date de naissance</translation>
    </message>
    <message>
        <source>operations and treatments</source>
        <translation>opérations et traitements</translation>
    </message>
    <message>
        <source>Today only</source>
        <translation>Aujourd’hui seulement</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 jours</translation>
    </message>
    <message>
        <source>One year</source>
        <translation>Un an</translation>
    </message>
    <message>
        <source>You are expected</source>
        <translation>Vous êtes attendu</translation>
    </message>
    <message>
        <source>You are checked in</source>
        <translation>Votre arrivée est enregistrée</translation>
    </message>
    <message>
        <source>Check-in is waiting to be sent</source>
        <translation>L’arrivée attend d’être envoyée</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>Téléphone</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-mail</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Health insurance</source>
        <translation>Assurance maladie</translation>
    </message>
    <message>
        <source>Checking your card</source>
        <translation>Vérification de votre carte</translation>
    </message>
    <message>
        <source>Checking you in</source>
        <translation>Enregistrement de votre arrivée</translation>
    </message>
    <message>
        <source>Getting what you asked for</source>
        <translation>Recherche de ce que vous avez demandé</translation>
    </message>
    <message>
        <source>Writing the text for you to read</source>
        <translation>Rédaction du texte à lire</translation>
    </message>
    <message>
        <source>Telling the officer</source>
        <translation>Information du responsable</translation>
    </message>
    <message>
        <source>Give a patient a card</source>
        <translation>Donner une carte à un patient</translation>
    </message>
    <message>
        <source>Unblock a PIN</source>
        <translation>Débloquer un code PIN</translation>
    </message>
    <message>
        <source>Suspend a lost card</source>
        <translation>Suspendre une carte perdue</translation>
    </message>
    <message>
        <source>Make a suspended card valid again</source>
        <translation>Réactiver une carte suspendue</translation>
    </message>
    <message>
        <source>Replace a card</source>
        <translation>Remplacer une carte</translation>
    </message>
    <message>
        <source>Confirm a replacement</source>
        <translation>Confirmer un remplacement</translation>
    </message>
    <message>
        <source>Appoint a representative</source>
        <translation>Désigner un représentant</translation>
    </message>
    <message>
        <source>Confirm a representative</source>
        <translation>Confirmer un représentant</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>Passeport</translation>
    </message>
    <message>
        <source>Identity card</source>
        <translation>Carte d’identité</translation>
    </message>
    <message>
        <source>Residence permit</source>
        <translation>Titre de séjour</translation>
    </message>
    <message>
        <source>Known in person</source>
        <translation>Connu personnellement</translation>
    </message>
    <message>
        <source>Unlocking the card</source>
        <translation>Déverrouillage de la carte</translation>
    </message>
    <message>
        <source>The card makes its key</source>
        <translation>La carte crée sa clé</translation>
    </message>
    <message>
        <source>Writing the certificate</source>
        <translation>Écriture du certificat</translation>
    </message>
    <message>
        <source>Setting the PIN</source>
        <translation>Définition du code PIN</translation>
    </message>
    <message>
        <source>The card proves its key</source>
        <translation>La carte prouve sa clé</translation>
    </message>
    <message>
        <source>Registering the card</source>
        <translation>Enregistrement de la carte</translation>
    </message>
    <message>
        <source>Card reader</source>
        <translation>Lecteur de cartes</translation>
    </message>
    <message>
        <source>Plug the card reader in again.</source>
        <translation>Rebranchez le lecteur de cartes.</translation>
    </message>
    <message>
        <source>Card service</source>
        <translation>Service des cartes</translation>
    </message>
    <message>
        <source>Ask IT to start pcscd.</source>
        <translation>Demandez au service informatique de démarrer pcscd.</translation>
    </message>
    <message>
        <source>Connection to the clinic&apos;s system</source>
        <translation>Connexion au système de la clinique</translation>
    </message>
    <message>
        <source>Look at the network cable, then ask IT to run fhir-bridge doctor.</source>
        <translation>Regardez le câble réseau, puis demandez au service informatique de lancer fhir-bridge doctor.</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Horloge</translation>
    </message>
    <message>
        <source>Ask IT to set this kiosk&apos;s clock.</source>
        <translation>Demandez au service informatique de mettre cette borne à l’heure.</translation>
    </message>
    <message>
        <source>This kiosk&apos;s registration</source>
        <translation>Enregistrement de cette borne</translation>
    </message>
    <message>
        <source>Ask IT to register this kiosk again.</source>
        <translation>Demandez au service informatique d’enregistrer à nouveau cette borne.</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>En attente d’envoi</translation>
    </message>
    <message>
        <source>Wait: it is sent as soon as the clinic&apos;s system answers.</source>
        <translation>Attendez : l’envoi se fait dès que le système de la clinique répond.</translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation>Place sur le disque</translation>
    </message>
    <message>
        <source>Ask IT to make room on this kiosk&apos;s disk.</source>
        <translation>Demandez au service informatique de libérer de la place sur le disque de cette borne.</translation>
    </message>
</context>
<context>
    <name>WorkingPage</name>
    <message>
        <source>This takes a moment. Leave your card in the reader.</source>
        <translation>Cela prend un instant. Laissez votre carte dans le lecteur.</translation>
    </message>
</context>
</TS>
