<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es">
<context>
    <name>Alphabet</name>
    <message>
        <source>Space</source>
        <translation>Espacio</translation>
    </message>
    <message>
        <source>Delete the last letter</source>
        <translation>Borrar la última letra</translation>
    </message>
</context>
<context>
    <name>AppointmentsPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>Hola, {name}</translation>
    </message>
    <message>
        <source>You are here for {name}</source>
        <translation>Está aquí en nombre de {name}</translation>
    </message>
    <message>
        <source>There is no appointment today. The desk can help you.</source>
        <translation>Hoy no tiene ninguna cita. En recepción pueden ayudarle.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>Su número en la lista de espera: {number}</translation>
    </message>
    <message>
        <source>My permissions</source>
        <translation>Mis permisos</translation>
    </message>
    <message>
        <source>Who has read my records</source>
        <translation>Quién ha leído mis datos</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Salir</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
</context>
<context>
    <name>Asked</name>
    <message>
        <source>Yes, allow</source>
        <translation>Sí, permitir</translation>
    </message>
    <message>
        <source>No, do not allow</source>
        <translation>No, no permitir</translation>
    </message>
    <message>
        <source>asks to read: {data}</source>
        <translation>pide leer: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Para qué: {purpose}</translation>
    </message>
    <message>
        <source>For how long?</source>
        <translation>¿Por cuánto tiempo?</translation>
    </message>
</context>
<context>
    <name>AttractPage</name>
    <message>
        <source>You can check in. Permissions and records have to wait a little.</source>
        <translation>Puede registrar su llegada. Los permisos y los datos tienen que esperar un poco.</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Le damos la bienvenida</translation>
    </message>
    <message>
        <source>Hold your card to the reader, or put it in.</source>
        <translation>Acerque su tarjeta al lector o introdúzcala.</translation>
    </message>
    <message>
        <source>Check in, decide who may see your records, and see who has read them.</source>
        <translation>Registre su llegada, decida quién puede ver sus datos y vea quién los ha leído.</translation>
    </message>
    <message>
        <source>Stop the moving picture</source>
        <translation>Parar la imagen en movimiento</translation>
    </message>
    <message>
        <source>Start the moving picture</source>
        <translation>Poner la imagen en movimiento</translation>
    </message>
    <message>
        <source>I need an interpreter</source>
        <translation>Necesito un intérprete</translation>
    </message>
    <message>
        <source>I have no card</source>
        <translation>No tengo tarjeta</translation>
    </message>
</context>
<context>
    <name>ChoosePinPage</name>
    <message>
        <source>The same PIN once more</source>
        <translation>El mismo PIN otra vez</translation>
    </message>
    <message>
        <source>For the patient: choose a PIN</source>
        <translation>Para el paciente: elija un PIN</translation>
    </message>
    <message>
        <source>Six to eight digits that only you know. Staff, please look away.</source>
        <translation>De seis a ocho cifras que solo usted conozca. Personal: por favor, no mire.</translation>
    </message>
    <message>
        <source>The two were not the same. Please choose again.</source>
        <translation>Los dos no coinciden. Elija de nuevo, por favor.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Parar</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
</context>
<context>
    <name>ConsentTextPage</name>
    <message>
        <source>This is what you sign</source>
        <translation>Esto es lo que firma</translation>
    </message>
    <message>
        <source>Read it, or have it read to you. Nothing holds until you have signed with your PIN.</source>
        <translation>Léalo o pida que se lo lean. Nada vale hasta que haya firmado con su PIN.</translation>
    </message>
    <message>
        <source>Somebody is helping me</source>
        <translation>Alguien me está ayudando</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Sign with PIN</source>
        <translation>Firmar con PIN</translation>
    </message>
</context>
<context>
    <name>ConsentsPage</name>
    <message>
        <source>Who may see your records?</source>
        <translation>¿Quién puede ver sus datos?</translation>
    </message>
    <message>
        <source>You decide on each. You are treated in the same way whatever you decide.</source>
        <translation>Usted decide sobre cada uno. Se le atenderá igual, decida lo que decida.</translation>
    </message>
    <message>
        <source>You decide for {name}</source>
        <translation>Usted decide por {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Read what I sign</source>
        <translation>Leer lo que firmo</translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>Is this still right?</source>
        <translation>¿Sigue siendo correcto?</translation>
    </message>
    <message>
        <source>Only the end is shown, so that nobody else can read it. What is wrong, the desk puts right.</source>
        <translation>Solo se muestra el final, para que nadie más lo lea. Lo que esté mal se corrige en recepción.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Yes, right</source>
        <translation>Sí, correcto</translation>
    </message>
    <message>
        <source>No, wrong</source>
        <translation>No, está mal</translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message>
        <source>This kiosk</source>
        <translation>Este terminal</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>Comprobando …</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>works</source>
        <translation>funciona</translation>
    </message>
</context>
<context>
    <name>Dots</name>
    <message>
        <source>Digits typed: {number}</source>
        <translation>Cifras escritas: {number}</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>Please take your card</source>
        <translation>Retire su tarjeta, por favor</translation>
    </message>
    <message>
        <source>Your visit is over and nothing is shown any more. Your card is still in the reader.</source>
        <translation>Su visita ha terminado y ya no se muestra nada. Su tarjeta sigue en el lector.</translation>
    </message>
    <message>
        <source>This is a different card</source>
        <translation>Esta es otra tarjeta</translation>
    </message>
    <message>
        <source>The visit was ended to protect whoever began it. Take this card out and start again.</source>
        <translation>La visita se ha terminado para proteger a quien la empezó. Retire esta tarjeta y empiece de nuevo.</translation>
    </message>
    <message>
        <source>This card could not prove itself</source>
        <translation>Esta tarjeta no ha podido demostrar que es auténtica</translation>
    </message>
    <message>
        <source>It cannot be used here. Please show it at the desk.</source>
        <translation>No se puede usar aquí. Muéstrela en recepción, por favor.</translation>
    </message>
    <message>
        <source>This card is from somewhere else</source>
        <translation>Esta tarjeta es de otro lugar</translation>
    </message>
    <message>
        <source>Take it out and use the card that this clinic gave you.</source>
        <translation>Retírela y use la tarjeta que le dio esta clínica.</translation>
    </message>
    <message>
        <source>This card has expired</source>
        <translation>Esta tarjeta ha caducado</translation>
    </message>
    <message>
        <source>You get a new one at the desk.</source>
        <translation>En recepción le dan una nueva.</translation>
    </message>
    <message>
        <source>This card is no longer valid</source>
        <translation>Esta tarjeta ya no es válida</translation>
    </message>
    <message>
        <source>It was replaced or withdrawn. Please come to the desk.</source>
        <translation>Fue sustituida o retirada. Pase por recepción, por favor.</translation>
    </message>
    <message>
        <source>This card is suspended</source>
        <translation>Esta tarjeta está suspendida</translation>
    </message>
    <message>
        <source>It was reported as lost. If it is yours, the desk can make it valid again.</source>
        <translation>Se comunicó su pérdida. Si es suya, en recepción pueden volver a activarla.</translation>
    </message>
    <message>
        <source>The PIN of this card is blocked</source>
        <translation>El PIN de esta tarjeta está bloqueado</translation>
    </message>
    <message>
        <source>A wrong PIN was typed three times. The desk can unblock it with you.</source>
        <translation>Se escribió tres veces un PIN equivocado. En recepción lo desbloquean con usted.</translation>
    </message>
    <message>
        <source>The card could not be read</source>
        <translation>No se ha podido leer la tarjeta</translation>
    </message>
    <message>
        <source>Take it out, turn it so that the chip goes in first, and try again.</source>
        <translation>Retírela, gírela para que el chip entre primero e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>We do not know this card</source>
        <translation>No conocemos esta tarjeta</translation>
    </message>
    <message>
        <source>It may be new. The desk can look it up.</source>
        <translation>Puede que sea nueva. En recepción pueden buscarla.</translation>
    </message>
    <message>
        <source>This card may not do that</source>
        <translation>Esta tarjeta no tiene permiso para eso</translation>
    </message>
    <message>
        <source>The desk can tell you why and what is possible.</source>
        <translation>En recepción le dicen por qué y qué es posible.</translation>
    </message>
    <message>
        <source>There are two cards</source>
        <translation>Hay dos tarjetas</translation>
    </message>
    <message>
        <source>Leave only your own card in the reader.</source>
        <translation>Deje en el lector solo la suya.</translation>
    </message>
    <message>
        <source>The card reader does not answer</source>
        <translation>El lector de tarjetas no responde</translation>
    </message>
    <message>
        <source>Nothing was lost. Please check in at the desk.</source>
        <translation>No se ha perdido nada. Registre su llegada en recepción, por favor.</translation>
    </message>
    <message>
        <source>Cards cannot be read at the moment</source>
        <translation>Ahora no se pueden leer tarjetas</translation>
    </message>
    <message>
        <source>The clinic&apos;s system does not answer</source>
        <translation>El sistema de la clínica no responde</translation>
    </message>
    <message>
        <source>It is tried again by itself. You can wait, or check in at the desk.</source>
        <translation>Se vuelve a intentar solo. Puede esperar o registrarse en recepción.</translation>
    </message>
    <message>
        <source>Nothing was found for that</source>
        <translation>No se encontró nada</translation>
    </message>
    <message>
        <source>Nothing was changed. Please check what was typed, and try again.</source>
        <translation>No se cambió nada. Compruebe lo que se escribió e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>The waiting time is not over</source>
        <translation>El tiempo de espera no ha terminado</translation>
    </message>
    <message>
        <source>Nothing was changed. It can be confirmed when the waiting time is over.</source>
        <translation>No se cambió nada. Se podrá confirmar cuando termine el tiempo de espera.</translation>
    </message>
    <message>
        <source>Somebody else has to confirm this</source>
        <translation>Debe confirmarlo otra persona</translation>
    </message>
    <message>
        <source>Whoever ordered the new card cannot confirm it. Ask a colleague.</source>
        <translation>Quien pidió la tarjeta nueva no puede confirmarla. Pídaselo a otra persona del equipo.</translation>
    </message>
    <message>
        <source>That could not be done</source>
        <translation>No se ha podido hacer</translation>
    </message>
    <message>
        <source>Nothing was changed. The desk can help you.</source>
        <translation>No ha cambiado nada. En recepción pueden ayudarle.</translation>
    </message>
</context>
<context>
    <name>GivenPanel</name>
    <message>
        <source>may read: {data}</source>
        <translation>puede leer: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Para qué: {purpose}</translation>
    </message>
    <message>
        <source>Until {day}</source>
        <translation>Hasta el {day}</translation>
    </message>
    <message>
        <source>Not confirmed yet</source>
        <translation>Aún sin confirmar</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Help</source>
        <translation>Ayuda</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>Llamar al personal</translation>
    </message>
    <message>
        <source>Language: {name}</source>
        <translation>Idioma: {name}</translation>
    </message>
    <message>
        <source>Text {size} %</source>
        <translation>Texto {size} %</translation>
    </message>
    <message>
        <source>Size of the text: {size} per cent</source>
        <translation>Tamaño del texto: {size} por ciento</translation>
    </message>
    <message>
        <source>light</source>
        <translation>claros</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>oscuros</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>alto contraste</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Contraste</translation>
    </message>
    <message>
        <source>Colours: {name}</source>
        <translation>Colores: {name}</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Escuchar</translation>
    </message>
    <message>
        <source>on</source>
        <translation>sí</translation>
    </message>
    <message>
        <source>off</source>
        <translation>no</translation>
    </message>
    <message>
        <source>Read aloud: {state}</source>
        <translation>Leer en voz alta: {state}</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Otra vez</translation>
    </message>
    <message>
        <source>Read this page once more</source>
        <translation>Leer esta página otra vez</translation>
    </message>
</context>
<context>
    <name>IdentifiedPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>Hola, {name}</translation>
    </message>
    <message>
        <source>The PIN of your card is blocked. You can check in; the desk can unblock your PIN.</source>
        <translation>El PIN de su tarjeta está bloqueado. Puede registrar su llegada; en recepción pueden desbloquear el PIN.</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>¿Qué desea hacer?</translation>
    </message>
    <message>
        <source>Appointments, permissions and who has read your records. You need your PIN.</source>
        <translation>Citas, permisos y quién ha leído sus datos. Necesita su PIN.</translation>
    </message>
    <message>
        <source>Continue with PIN</source>
        <translation>Continuar con PIN</translation>
    </message>
    <message>
        <source>Only check in</source>
        <translation>Solo registrar la llegada</translation>
    </message>
    <message>
        <source>Tell the clinic that you are here. No PIN.</source>
        <translation>Avisar a la clínica de que está aquí. Sin PIN.</translation>
    </message>
    <message>
        <source>That is not me</source>
        <translation>No soy yo</translation>
    </message>
</context>
<context>
    <name>IdlePage</name>
    <message>
        <source>Are you still here?</source>
        <translation>¿Sigue ahí?</translation>
    </message>
    <message>
        <source>To protect you, this page closes by itself. You can have more time as often as you like.</source>
        <translation>Para protegerle, esta página se cierra sola. Puede pedir más tiempo tantas veces como quiera.</translation>
    </message>
    <message>
        <source>End the visit</source>
        <translation>Terminar la visita</translation>
    </message>
    <message>
        <source>I need more time</source>
        <translation>Necesito más tiempo</translation>
    </message>
</context>
<context>
    <name>InsertPage</name>
    <message>
        <source>Please put your card into the reader</source>
        <translation>Introduzca su tarjeta en el lector, por favor</translation>
    </message>
    <message>
        <source>Chip first, and leave it there until you are done.</source>
        <translation>Primero el chip, y déjela ahí hasta que haya acabado.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Parar</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>Borrar la última cifra</translation>
    </message>
</context>
<context>
    <name>LanguagesPage</name>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
</context>
<context>
    <name>LockedPage</name>
    <message>
        <source>This kiosk is locked</source>
        <translation>Este terminal está bloqueado</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>Registre su llegada en recepción, por favor.</translation>
    </message>
    <message>
        <source>For staff: put your card in to open it.</source>
        <translation>Para el personal: introduzca su tarjeta para abrirlo.</translation>
    </message>
</context>
<context>
    <name>MyConsentsPage</name>
    <message>
        <source>My permissions</source>
        <translation>Mis permisos</translation>
    </message>
    <message>
        <source>These may see your records. You can end each of them at any time.</source>
        <translation>Estos pueden ver sus datos. Puede terminar cada permiso cuando quiera.</translation>
    </message>
    <message>
        <source>You have given no permission.</source>
        <translation>No ha dado ningún permiso.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>End this permission</source>
        <translation>Terminar este permiso</translation>
    </message>
</context>
<context>
    <name>MyDataPage</name>
    <message>
        <source>Who has read my records</source>
        <translation>Quién ha leído mis datos</translation>
    </message>
    <message>
        <source>Nobody has read your records.</source>
        <translation>Nadie ha leído sus datos.</translation>
    </message>
    <message>
        <source>If you do not know why somebody looked, say so. A privacy officer finds out and tells you.</source>
        <translation>Si no sabe por qué alguien los miró, dígalo. Una persona encargada de la privacidad lo averigua y se lo cuenta.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>In an emergency, without your permission</source>
        <translation>En una urgencia, sin su permiso</translation>
    </message>
    <message>
        <source>Read: {data}</source>
        <translation>Leyó: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Para qué: {purpose}</translation>
    </message>
    <message>
        <source>Your permission: {name}</source>
        <translation>Su permiso: {name}</translation>
    </message>
    <message>
        <source>As part of your care in this clinic</source>
        <translation>Como parte de su atención en esta clínica</translation>
    </message>
    <message>
        <source>The privacy officer has been told.</source>
        <translation>Se ha avisado a la persona encargada de la privacidad.</translation>
    </message>
    <message>
        <source>This looks wrong</source>
        <translation>Esto parece incorrecto</translation>
    </message>
</context>
<context>
    <name>NumberPage</name>
    <message>
        <source>Medical record number</source>
        <translation>Número de historia clínica</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
</context>
<context>
    <name>OutOfOrderPage</name>
    <message>
        <source>This kiosk is out of order</source>
        <translation>Este terminal no funciona</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>Registre su llegada en recepción, por favor.</translation>
    </message>
    <message>
        <source>For staff: {cause}</source>
        <translation>Para el personal: {cause}</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Seconds left: {number}</source>
        <translation>Segundos que quedan: {number}</translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>That PIN was not right.</source>
        <translation>Ese PIN no era correcto.</translation>
    </message>
    <message>
        <source>This is the last try. If it is wrong, your card is blocked and the desk has to unblock it.</source>
        <translation>Este es el último intento. Si se equivoca, su tarjeta queda bloqueada y tendrán que desbloquearla en recepción.</translation>
    </message>
    <message>
        <source>Tries left: {number}</source>
        <translation>Intentos que quedan: {number}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Cover the keypad with your hand.</source>
        <translation>Tape el teclado con la mano.</translation>
    </message>
    <message>
        <source>Sign with your PIN</source>
        <translation>Firme con su PIN</translation>
    </message>
    <message>
        <source>Your card signs the text that you have just read.</source>
        <translation>Su tarjeta firma el texto que acaba de leer.</translation>
    </message>
    <message>
        <source>Enter your PIN to go on</source>
        <translation>Escriba su PIN para seguir</translation>
    </message>
    <message>
        <source>Staff: enter your PIN</source>
        <translation>Personal: escriba su PIN</translation>
    </message>
    <message>
        <source>Enter your PIN</source>
        <translation>Escriba su PIN</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Step {number} of {all}</source>
        <translation>Paso {number} de {all}</translation>
    </message>
</context>
<context>
    <name>PulledPage</name>
    <message>
        <source>Your card is out</source>
        <translation>Su tarjeta está fuera</translation>
    </message>
    <message>
        <source>Nothing of your visit is shown any more. To go on, put the same card in again and enter your PIN.</source>
        <translation>Ya no se muestra nada de su visita. Para seguir, introduzca la misma tarjeta y escriba su PIN.</translation>
    </message>
    <message>
        <source>I am done</source>
        <translation>He terminado</translation>
    </message>
</context>
<context>
    <name>ReadingPage</name>
    <message>
        <source>Reading your card</source>
        <translation>Leyendo su tarjeta</translation>
    </message>
    <message>
        <source>Please keep it where it is.</source>
        <translation>Déjela donde está, por favor.</translation>
    </message>
</context>
<context>
    <name>ReceiptPage</name>
    <message>
        <source>Almost done</source>
        <translation>Casi listo</translation>
    </message>
    <message>
        <source>All done</source>
        <translation>Todo listo</translation>
    </message>
    <message>
        <source>Your check-in waits here and is sent as soon as the clinic&apos;s system answers.</source>
        <translation>Su llegada queda aquí en espera y se envía en cuanto responda el sistema de la clínica.</translation>
    </message>
    <message>
        <source>Please also tell the desk.</source>
        <translation>Avise también en recepción, por favor.</translation>
    </message>
    <message>
        <source>You are checked in.</source>
        <translation>Su llegada está registrada.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>Su número en la lista de espera: {number}</translation>
    </message>
    <message>
        <source>Your decision is signed and waits here. It holds once the clinic&apos;s system has it.</source>
        <translation>Su decisión está firmada y espera aquí. Vale en cuanto la tenga el sistema de la clínica.</translation>
    </message>
    <message>
        <source>With this code, whoever you show it to can check what you decided.</source>
        <translation>Con este código, la persona a quien se lo muestre puede comprobar lo que usted decidió.</translation>
    </message>
    <message>
        <source>It says nothing about your health.</source>
        <translation>No dice nada de su salud.</translation>
    </message>
    <message>
        <source>Your receipt is printed below.</source>
        <translation>Su recibo se ha impreso aquí abajo.</translation>
    </message>
    <message>
        <source>Receipt code</source>
        <translation>Código del recibo</translation>
    </message>
    <message>
        <source>Print the receipt</source>
        <translation>Imprimir el recibo</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Terminar</translation>
    </message>
    <message>
        <source>Finish without paper</source>
        <translation>Terminar sin papel</translation>
    </message>
</context>
<context>
    <name>RepresentingPage</name>
    <message>
        <source>For whom are you here?</source>
        <translation>¿Por quién viene?</translation>
    </message>
    <message>
        <source>For myself</source>
        <translation>Por mí</translation>
    </message>
    <message>
        <source>You decide and sign for this person. Both names stand in the record.</source>
        <translation>Usted decide y firma por esta persona. Ambos nombres constan en el registro.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Parar</translation>
    </message>
</context>
<context>
    <name>RevokePage</name>
    <message>
        <source>End this permission?</source>
        <translation>¿Terminar este permiso?</translation>
    </message>
    <message>
        <source>This is what you sign:</source>
        <translation>Esto es lo que firma:</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Mantenerlo</translation>
    </message>
    <message>
        <source>End it with PIN</source>
        <translation>Terminarlo con PIN</translation>
    </message>
</context>
<context>
    <name>Scroller</name>
    <message>
        <source>Back to the top</source>
        <translation>Volver arriba</translation>
    </message>
    <message>
        <source>Show more below</source>
        <translation>Mostrar más abajo</translation>
    </message>
</context>
<context>
    <name>SigningPage</name>
    <message>
        <source>Sending your decision</source>
        <translation>Enviando su decisión</translation>
    </message>
    <message>
        <source>It is signed. You can leave your card where it is.</source>
        <translation>Está firmada. Puede dejar su tarjeta donde está.</translation>
    </message>
    <message>
        <source>Your card is signing</source>
        <translation>Su tarjeta está firmando</translation>
    </message>
    <message>
        <source>Please leave it in the reader.</source>
        <translation>Déjela en el lector, por favor.</translation>
    </message>
</context>
<context>
    <name>StaffCalledPage</name>
    <message>
        <source>Somebody is coming to you</source>
        <translation>Alguien viene a ayudarle</translation>
    </message>
    <message>
        <source>Calling the desk</source>
        <translation>Llamando a recepción</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Please stay here. If it takes too long, go to the desk.</source>
        <translation>Quédese aquí, por favor. Si tarda demasiado, vaya a recepción.</translation>
    </message>
    <message>
        <source>Without a card the desk checks you in. Please have a document with your picture ready.</source>
        <translation>Sin tarjeta, su llegada se registra en recepción. Tenga a mano un documento con su foto.</translation>
    </message>
    <message>
        <source>The desk finds somebody who speaks your language. Please stay here.</source>
        <translation>En recepción buscan a alguien que hable su idioma. Quédese aquí, por favor.</translation>
    </message>
</context>
<context>
    <name>StaffConfirmPage</name>
    <message>
        <source>For: {name}</source>
        <translation>Para: {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Order it</source>
        <translation>Ordenarlo</translation>
    </message>
    <message>
        <source>Read the number again. Your card signs this order, and it stands in the audit.</source>
        <translation>Lea el número otra vez. Su tarjeta firma esta orden, y queda en el registro.</translation>
    </message>
    <message>
        <source>The representative may decide for this patient for one year. Their card comes next, and the order stands in the audit under your card.</source>
        <translation>El representante podrá decidir por este paciente durante un año. Ahora hace falta su tarjeta. La orden queda en el registro con la tarjeta de usted.</translation>
    </message>
    <message>
        <source>Ask the patient for their name. The order stands in the audit under your card.</source>
        <translation>Pregunte al paciente su nombre. La orden queda en el registro con su tarjeta.</translation>
    </message>
</context>
<context>
    <name>StaffDonePage</name>
    <message>
        <source>It is ordered and waits to be confirmed. The patient can see that.</source>
        <translation>Está ordenado y espera confirmación. El paciente puede verlo.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Hecho.</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Terminar</translation>
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
        <translation>Comprobar este terminal</translation>
    </message>
    <message>
        <source>Lock this kiosk</source>
        <translation>Bloquear este terminal</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>Cerrar sesión</translation>
    </message>
</context>
<context>
    <name>StaffIdentityPage</name>
    <message>
        <source>Which document did you check?</source>
        <translation>¿Qué documento ha comprobado?</translation>
    </message>
</context>
<context>
    <name>StaffNamePage</name>
    <message>
        <source>The patient&apos;s given name, for the greeting. Nothing more.</source>
        <translation>El nombre de pila del paciente, para el saludo. Nada más.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Atrás</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Continuar</translation>
    </message>
</context>
<context>
    <name>StaffNumberPage</name>
    <message>
        <source>The patient&apos;s card is not needed.</source>
        <translation>No hace falta la tarjeta del paciente.</translation>
    </message>
</context>
<context>
    <name>StaffWorkingPage</name>
    <message>
        <source>Please leave the card in the reader.</source>
        <translation>Deje la tarjeta en el lector, por favor.</translation>
    </message>
</context>
<context>
    <name>SwapCardsPage</name>
    <message>
        <source>Now the representative&apos;s card</source>
        <translation>Ahora la tarjeta del representante</translation>
    </message>
    <message>
        <source>Take your own card out and put the representative&apos;s in.</source>
        <translation>Saque su propia tarjeta e introduzca la del representante.</translation>
    </message>
    <message>
        <source>Now the patient&apos;s card</source>
        <translation>Ahora la tarjeta del paciente</translation>
    </message>
    <message>
        <source>Take your own card out and put the patient&apos;s in.</source>
        <translation>Retire su tarjeta e introduzca la del paciente.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Parar</translation>
    </message>
</context>
<context>
    <name>TakeCardPage</name>
    <message>
        <source>Please take your card</source>
        <translation>Retire su tarjeta, por favor</translation>
    </message>
    <message>
        <source>Thank you. You can take a seat, we call you.</source>
        <translation>Gracias. Puede sentarse; le llamaremos.</translation>
    </message>
    <message>
        <source>Your visit is ended. Nothing of it is kept here.</source>
        <translation>Su visita ha terminado. Aquí no se guarda nada de ella.</translation>
    </message>
    <message>
        <source>Nobody was here for a while, so the visit was ended.</source>
        <translation>No hubo nadie durante un rato y la visita se ha terminado.</translation>
    </message>
    <message>
        <source>Something did not work, so the visit was ended. The desk can help you.</source>
        <translation>Algo no ha funcionado y la visita se ha terminado. En recepción pueden ayudarle.</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>End the visit</source>
        <translation>Terminar la visita</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>Llamar al personal</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>to treat you</source>
        <translation>para tratarle</translation>
    </message>
    <message>
        <source>to treat you in an emergency</source>
        <translation>para tratarle en una urgencia</translation>
    </message>
    <message>
        <source>to plan your care</source>
        <translation>para planificar su atención</translation>
    </message>
    <message>
        <source>to settle the bill</source>
        <translation>para liquidar la factura</translation>
    </message>
    <message>
        <source>for medical research</source>
        <translation>para investigación médica</translation>
    </message>
    <message>
        <source>because you asked for it</source>
        <translation>porque usted lo pidió</translation>
    </message>
    <message>
        <source>to inform your family</source>
        <translation>para informar a su familia</translation>
    </message>
    <message>
        <source>to run the clinic</source>
        <translation>para el funcionamiento de la clínica</translation>
    </message>
    <message>
        <source>to protect public health</source>
        <translation>para proteger la salud pública</translation>
    </message>
    <message>
        <source>allergies</source>
        <translation>alergias</translation>
    </message>
    <message>
        <source>diagnoses</source>
        <translation>diagnósticos</translation>
    </message>
    <message>
        <source>reports of examinations</source>
        <translation>informes de exploraciones</translation>
    </message>
    <message>
        <source>letters and documents</source>
        <translation>cartas y documentos</translation>
    </message>
    <message>
        <source>visits and stays</source>
        <translation>visitas e ingresos</translation>
    </message>
    <message>
        <source>vaccinations</source>
        <translation>vacunas</translation>
    </message>
    <message>
        <source>medicines</source>
        <translation>medicamentos</translation>
    </message>
    <message>
        <source>test results and measurements</source>
        <translation>resultados de pruebas y mediciones</translation>
    </message>
    <message>
        <source>name, address and birth date</source>
        <translation>nombre, dirección y fecha de nacimiento</translation>
    </message>
    <message>
        <source>operations and treatments</source>
        <translation>operaciones y tratamientos</translation>
    </message>
    <message>
        <source>Today only</source>
        <translation>Solo hoy</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 días</translation>
    </message>
    <message>
        <source>One year</source>
        <translation>Un año</translation>
    </message>
    <message>
        <source>You are expected</source>
        <translation>Le esperan</translation>
    </message>
    <message>
        <source>You are checked in</source>
        <translation>Su llegada está registrada</translation>
    </message>
    <message>
        <source>Check-in is waiting to be sent</source>
        <translation>La llegada espera a ser enviada</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>Teléfono</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Correo electrónico</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Dirección</translation>
    </message>
    <message>
        <source>Health insurance</source>
        <translation>Seguro médico</translation>
    </message>
    <message>
        <source>Checking your card</source>
        <translation>Comprobando su tarjeta</translation>
    </message>
    <message>
        <source>Checking you in</source>
        <translation>Registrando su llegada</translation>
    </message>
    <message>
        <source>Getting what you asked for</source>
        <translation>Trayendo lo que ha pedido</translation>
    </message>
    <message>
        <source>Writing the text for you to read</source>
        <translation>Escribiendo el texto que va a leer</translation>
    </message>
    <message>
        <source>Telling the officer</source>
        <translation>Avisando a la persona encargada</translation>
    </message>
    <message>
        <source>Give a patient a card</source>
        <translation>Dar una tarjeta a un paciente</translation>
    </message>
    <message>
        <source>Unblock a PIN</source>
        <translation>Desbloquear un PIN</translation>
    </message>
    <message>
        <source>Suspend a lost card</source>
        <translation>Suspender una tarjeta perdida</translation>
    </message>
    <message>
        <source>Make a suspended card valid again</source>
        <translation>Volver a activar una tarjeta suspendida</translation>
    </message>
    <message>
        <source>Replace a card</source>
        <translation>Sustituir una tarjeta</translation>
    </message>
    <message>
        <source>Confirm a replacement</source>
        <translation>Confirmar una sustitución</translation>
    </message>
    <message>
        <source>Appoint a representative</source>
        <translation>Nombrar un representante</translation>
    </message>
    <message>
        <source>Confirm a representative</source>
        <translation>Confirmar a un representante</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>Pasaporte</translation>
    </message>
    <message>
        <source>Identity card</source>
        <translation>Documento de identidad</translation>
    </message>
    <message>
        <source>Residence permit</source>
        <translation>Permiso de residencia</translation>
    </message>
    <message>
        <source>Known in person</source>
        <translation>Conocido en persona</translation>
    </message>
    <message>
        <source>Unlocking the card</source>
        <translation>Desbloqueando la tarjeta</translation>
    </message>
    <message>
        <source>The card makes its key</source>
        <translation>La tarjeta crea su clave</translation>
    </message>
    <message>
        <source>Writing the certificate</source>
        <translation>Escribiendo el certificado</translation>
    </message>
    <message>
        <source>Setting the PIN</source>
        <translation>Fijando el PIN</translation>
    </message>
    <message>
        <source>The card proves its key</source>
        <translation>La tarjeta demuestra su clave</translation>
    </message>
    <message>
        <source>Registering the card</source>
        <translation>Registrando la tarjeta</translation>
    </message>
    <message>
        <source>Card reader</source>
        <translation>Lector de tarjetas</translation>
    </message>
    <message>
        <source>Plug the card reader in again.</source>
        <translation>Vuelva a conectar el lector de tarjetas.</translation>
    </message>
    <message>
        <source>Card service</source>
        <translation>Servicio de tarjetas</translation>
    </message>
    <message>
        <source>Ask IT to start pcscd.</source>
        <translation>Pida a informática que inicie pcscd.</translation>
    </message>
    <message>
        <source>Connection to the clinic&apos;s system</source>
        <translation>Conexión con el sistema de la clínica</translation>
    </message>
    <message>
        <source>Look at the network cable, then ask IT to run fhir-bridge doctor.</source>
        <translation>Mire el cable de red y luego pida a informática que ejecute fhir-bridge doctor.</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Reloj</translation>
    </message>
    <message>
        <source>Ask IT to set this kiosk&apos;s clock.</source>
        <translation>Pida a informática que ponga en hora este terminal.</translation>
    </message>
    <message>
        <source>This kiosk&apos;s registration</source>
        <translation>Registro de este terminal</translation>
    </message>
    <message>
        <source>Ask IT to register this kiosk again.</source>
        <translation>Pida a informática que registre de nuevo este terminal.</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>En espera de envío</translation>
    </message>
    <message>
        <source>Wait: it is sent as soon as the clinic&apos;s system answers.</source>
        <translation>Espere: se envía en cuanto responda el sistema de la clínica.</translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation>Espacio en el disco</translation>
    </message>
    <message>
        <source>Ask IT to make room on this kiosk&apos;s disk.</source>
        <translation>Pida a informática que libere espacio en el disco de este terminal.</translation>
    </message>
</context>
<context>
    <name>WorkingPage</name>
    <message>
        <source>This takes a moment. Leave your card in the reader.</source>
        <translation>Tarda un momento. Deje su tarjeta en el lector.</translation>
    </message>
</context>
</TS>
