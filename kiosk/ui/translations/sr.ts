<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="sr">
<context>
    <name>Alphabet</name>
    <message>
        <source>Space</source>
        <translation>Размак</translation>
    </message>
    <message>
        <source>Delete the last letter</source>
        <translation>Обриши последње слово</translation>
    </message>
</context>
<context>
    <name>AppointmentsPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>Добар дан, {name}</translation>
    </message>
    <message>
        <source>You are here for {name}</source>
        <translation>Овде сте за особу {name}</translation>
    </message>
    <message>
        <source>There is no appointment today. The desk can help you.</source>
        <translation>Данас немате заказан термин. На пријему ће вам помоћи.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>Ваш број на листи чекања: {number}</translation>
    </message>
    <message>
        <source>My permissions</source>
        <translation>Моје дозволе</translation>
    </message>
    <message>
        <source>Who has read my records</source>
        <translation>Ко је читао моје податке</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Изађи</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Даље</translation>
    </message>
</context>
<context>
    <name>Asked</name>
    <message>
        <source>Yes, allow</source>
        <translation>Да, дозвољавам</translation>
    </message>
    <message>
        <source>No, do not allow</source>
        <translation>Не, не дозвољавам</translation>
    </message>
    <message>
        <source>asks to read: {data}</source>
        <translation>тражи да чита: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Сврха: {purpose}</translation>
    </message>
    <message>
        <source>For how long?</source>
        <translation>На колико дуго?</translation>
    </message>
</context>
<context>
    <name>AttractPage</name>
    <message>
        <source>You can check in. Permissions and records have to wait a little.</source>
        <translation>Можете се пријавити. Дозволе и подаци морају мало да сачекају.</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Добро дошли</translation>
    </message>
    <message>
        <source>Hold your card to the reader, or put it in.</source>
        <translation>Принесите картицу читачу или је убаците.</translation>
    </message>
    <message>
        <source>Check in, decide who may see your records, and see who has read them.</source>
        <translation>Пријавите се, одлучите ко сме да види ваше податке и погледајте ко их је читао.</translation>
    </message>
    <message>
        <source>Stop the moving picture</source>
        <translation>Заустави покретну слику</translation>
    </message>
    <message>
        <source>Start the moving picture</source>
        <translation>Покрени слику</translation>
    </message>
    <message>
        <source>I need an interpreter</source>
        <translation>Треба ми преводилац</translation>
    </message>
    <message>
        <source>I have no card</source>
        <translation>Немам картицу</translation>
    </message>
</context>
<context>
    <name>ChoosePinPage</name>
    <message>
        <source>The same PIN once more</source>
        <translation>Исти ПИН још једном</translation>
    </message>
    <message>
        <source>For the patient: choose a PIN</source>
        <translation>За пацијента: изаберите ПИН</translation>
    </message>
    <message>
        <source>Six to eight digits that only you know. Staff, please look away.</source>
        <translation>Шест до осам цифара које само ви знате. Особље, молимо окрените се.</translation>
    </message>
    <message>
        <source>The two were not the same. Please choose again.</source>
        <translation>Уноси нису исти. Молимо изаберите поново.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Прекини</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Даље</translation>
    </message>
</context>
<context>
    <name>ConsentTextPage</name>
    <message>
        <source>This is what you sign</source>
        <translation>Ово потписујете</translation>
    </message>
    <message>
        <source>Read it, or have it read to you. Nothing holds until you have signed with your PIN.</source>
        <translation>Прочитајте или послушајте. Ништа не важи док не потпишете својим ПИН-ом.</translation>
    </message>
    <message>
        <source>Somebody is helping me</source>
        <translation>Неко ми помаже</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Sign with PIN</source>
        <translation>Потпиши ПИН-ом</translation>
    </message>
</context>
<context>
    <name>ConsentsPage</name>
    <message>
        <source>Who may see your records?</source>
        <translation>Ко сме да види ваше податке?</translation>
    </message>
    <message>
        <source>You decide on each. You are treated in the same way whatever you decide.</source>
        <translation>Одлучујете о сваком посебно. Лечимо вас једнако, како год да одлучите.</translation>
    </message>
    <message>
        <source>You decide for {name}</source>
        <translation>Одлучујете за особу {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Read what I sign</source>
        <translation>Прочитај шта потписујем</translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>Is this still right?</source>
        <translation>Да ли је ово још тачно?</translation>
    </message>
    <message>
        <source>Only the end is shown, so that nobody else can read it. What is wrong, the desk puts right.</source>
        <translation>Приказан је само крај, да нико други не прочита. Што није тачно, исправља се на пријему.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Даље</translation>
    </message>
    <message>
        <source>Yes, right</source>
        <translation>Да, тачно</translation>
    </message>
    <message>
        <source>No, wrong</source>
        <translation>Не, нетачно</translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message>
        <source>This kiosk</source>
        <translation>Овај уређај</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>Провера …</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>works</source>
        <translation>ради</translation>
    </message>
</context>
<context>
    <name>Dots</name>
    <message>
        <source>Digits typed: {number}</source>
        <translation>Унето цифара: {number}</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>Please take your card</source>
        <translation>Молимо узмите картицу</translation>
    </message>
    <message>
        <source>Your visit is over and nothing is shown any more. Your card is still in the reader.</source>
        <translation>Ваша посета је завршена и ништа се више не приказује. Картица је још у читачу.</translation>
    </message>
    <message>
        <source>This is a different card</source>
        <translation>Ово је друга картица</translation>
    </message>
    <message>
        <source>The visit was ended to protect whoever began it. Take this card out and start again.</source>
        <translation>Посета је прекинута да заштити онога ко ју је започео. Извадите ову картицу и почните поново.</translation>
    </message>
    <message>
        <source>This card could not prove itself</source>
        <translation>Ова картица није могла да докаже да је права</translation>
    </message>
    <message>
        <source>It cannot be used here. Please show it at the desk.</source>
        <translation>Овде се не може користити. Молимо покажите је на пријему.</translation>
    </message>
    <message>
        <source>This card is from somewhere else</source>
        <translation>Ова картица није одавде</translation>
    </message>
    <message>
        <source>Take it out and use the card that this clinic gave you.</source>
        <translation>Извадите је и користите картицу коју сте добили у овој клиници.</translation>
    </message>
    <message>
        <source>This card has expired</source>
        <translation>Ова картица је истекла</translation>
    </message>
    <message>
        <source>You get a new one at the desk.</source>
        <translation>Нову добијате на пријему.</translation>
    </message>
    <message>
        <source>This card is no longer valid</source>
        <translation>Ова картица више не важи</translation>
    </message>
    <message>
        <source>It was replaced or withdrawn. Please come to the desk.</source>
        <translation>Замењена је или повучена. Молимо дођите на пријем.</translation>
    </message>
    <message>
        <source>This card is suspended</source>
        <translation>Ова картица је привремено укинута</translation>
    </message>
    <message>
        <source>It was reported as lost. If it is yours, the desk can make it valid again.</source>
        <translation>Пријављена је као изгубљена. Ако је ваша, на пријему је могу поново укључити.</translation>
    </message>
    <message>
        <source>The PIN of this card is blocked</source>
        <translation>ПИН ове картице је закључан</translation>
    </message>
    <message>
        <source>A wrong PIN was typed three times. The desk can unblock it with you.</source>
        <translation>Три пута је унет погрешан ПИН. На пријему ће га откључати са вама.</translation>
    </message>
    <message>
        <source>The card could not be read</source>
        <translation>Картица се није могла прочитати</translation>
    </message>
    <message>
        <source>Take it out, turn it so that the chip goes in first, and try again.</source>
        <translation>Извадите је, окрените тако да чип улази први и покушајте поново.</translation>
    </message>
    <message>
        <source>We do not know this card</source>
        <translation>Не познајемо ову картицу</translation>
    </message>
    <message>
        <source>It may be new. The desk can look it up.</source>
        <translation>Можда је нова. На пријему могу да је потраже.</translation>
    </message>
    <message>
        <source>This card may not do that</source>
        <translation>Овој картици то није дозвољено</translation>
    </message>
    <message>
        <source>The desk can tell you why and what is possible.</source>
        <translation>На пријему ће вам рећи зашто и шта је могуће.</translation>
    </message>
    <message>
        <source>There are two cards</source>
        <translation>Убачене су две картице</translation>
    </message>
    <message>
        <source>Leave only your own card in the reader.</source>
        <translation>Оставите у читачу само своју картицу.</translation>
    </message>
    <message>
        <source>The card reader does not answer</source>
        <translation>Читач картица не одговара</translation>
    </message>
    <message>
        <source>Nothing was lost. Please check in at the desk.</source>
        <translation>Ништа није изгубљено. Молимо пријавите се на пријему.</translation>
    </message>
    <message>
        <source>Cards cannot be read at the moment</source>
        <translation>Картице се тренутно не могу читати</translation>
    </message>
    <message>
        <source>The clinic&apos;s system does not answer</source>
        <translation>Систем клинике не одговара</translation>
    </message>
    <message>
        <source>It is tried again by itself. You can wait, or check in at the desk.</source>
        <translation>Покушава се поново само од себе. Можете да сачекате или да се пријавите на пријему.</translation>
    </message>
    <message>
        <source>Nothing was found for that</source>
        <translation>Ништа није пронађено</translation>
    </message>
    <message>
        <source>Nothing was changed. Please check what was typed, and try again.</source>
        <translation>Ништа није промењено. Проверите шта је укуцано и покушајте поново.</translation>
    </message>
    <message>
        <source>The waiting time is not over</source>
        <translation>Време чекања није истекло</translation>
    </message>
    <message>
        <source>Nothing was changed. It can be confirmed when the waiting time is over.</source>
        <translation>Ништа није промењено. Потврда је могућа када истекне време чекања.</translation>
    </message>
    <message>
        <source>Somebody else has to confirm this</source>
        <translation>Ово мора да потврди неко други</translation>
    </message>
    <message>
        <source>Whoever ordered the new card cannot confirm it. Ask a colleague.</source>
        <translation>Ко је наручио нову картицу не може да је потврди. Замолите колегу.</translation>
    </message>
    <message>
        <source>That could not be done</source>
        <translation>То није успело</translation>
    </message>
    <message>
        <source>Nothing was changed. The desk can help you.</source>
        <translation>Ништа није промењено. На пријему ће вам помоћи.</translation>
    </message>
</context>
<context>
    <name>GivenPanel</name>
    <message>
        <source>may read: {data}</source>
        <translation>сме да чита: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Сврха: {purpose}</translation>
    </message>
    <message>
        <source>Until {day}</source>
        <translation>До: {day}</translation>
    </message>
    <message>
        <source>Not confirmed yet</source>
        <translation>Још није потврђено</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Help</source>
        <translation>Помоћ</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>Позови особље</translation>
    </message>
    <message>
        <source>Language: {name}</source>
        <translation>Језик: {name}</translation>
    </message>
    <message>
        <source>Text {size} %</source>
        <translation>Слова {size} %</translation>
    </message>
    <message>
        <source>Size of the text: {size} per cent</source>
        <translation>Величина слова: {size} одсто</translation>
    </message>
    <message>
        <source>light</source>
        <translation>светле</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>тамне</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>висок контраст</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Контраст</translation>
    </message>
    <message>
        <source>Colours: {name}</source>
        <translation>Боје: {name}</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>Слушај</translation>
    </message>
    <message>
        <source>on</source>
        <translation>укључено</translation>
    </message>
    <message>
        <source>off</source>
        <translation>искључено</translation>
    </message>
    <message>
        <source>Read aloud: {state}</source>
        <translation>Читање наглас: {state}</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Још једном</translation>
    </message>
    <message>
        <source>Read this page once more</source>
        <translation>Прочитај ову страницу још једном</translation>
    </message>
</context>
<context>
    <name>IdentifiedPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>Добар дан, {name}</translation>
    </message>
    <message>
        <source>The PIN of your card is blocked. You can check in; the desk can unblock your PIN.</source>
        <translation>ПИН ваше картице је закључан. Можете се пријавити; ПИН откључавају на пријему.</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>Шта желите да урадите?</translation>
    </message>
    <message>
        <source>Appointments, permissions and who has read your records. You need your PIN.</source>
        <translation>Термини, дозволе и ко је читао ваше податке. Потребан је ПИН.</translation>
    </message>
    <message>
        <source>Continue with PIN</source>
        <translation>Даље са ПИН-ом</translation>
    </message>
    <message>
        <source>Only check in</source>
        <translation>Само пријава</translation>
    </message>
    <message>
        <source>Tell the clinic that you are here. No PIN.</source>
        <translation>Јавите клиници да сте стигли. Без ПИН-а.</translation>
    </message>
    <message>
        <source>That is not me</source>
        <translation>То нисам ја</translation>
    </message>
</context>
<context>
    <name>IdlePage</name>
    <message>
        <source>Are you still here?</source>
        <translation>Да ли сте још ту?</translation>
    </message>
    <message>
        <source>To protect you, this page closes by itself. You can have more time as often as you like.</source>
        <translation>Ради ваше заштите ова страница се сама затвара. Још времена можете тражити колико год пута желите.</translation>
    </message>
    <message>
        <source>End the visit</source>
        <translation>Заврши посету</translation>
    </message>
    <message>
        <source>I need more time</source>
        <translation>Треба ми још времена</translation>
    </message>
</context>
<context>
    <name>InsertPage</name>
    <message>
        <source>Please put your card into the reader</source>
        <translation>Молимо убаците картицу у читач</translation>
    </message>
    <message>
        <source>Chip first, and leave it there until you are done.</source>
        <translation>Прво чип, и оставите је док не завршите.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Прекини</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>Обриши последњу цифру</translation>
    </message>
</context>
<context>
    <name>LanguagesPage</name>
    <message>
        <source>Language</source>
        <translation>Језик</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
</context>
<context>
    <name>LockedPage</name>
    <message>
        <source>This kiosk is locked</source>
        <translation>Овај уређај је закључан</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>Молимо пријавите се на пријему.</translation>
    </message>
    <message>
        <source>For staff: put your card in to open it.</source>
        <translation>За особље: убаците картицу да га отворите.</translation>
    </message>
</context>
<context>
    <name>MyConsentsPage</name>
    <message>
        <source>My permissions</source>
        <translation>Моје дозволе</translation>
    </message>
    <message>
        <source>These may see your records. You can end each of them at any time.</source>
        <translation>Они смеју да виде ваше податке. Сваку дозволу можете укинути у било ком тренутку.</translation>
    </message>
    <message>
        <source>You have given no permission.</source>
        <translation>Нисте дали ниједну дозволу.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>End this permission</source>
        <translation>Укини ову дозволу</translation>
    </message>
</context>
<context>
    <name>MyDataPage</name>
    <message>
        <source>Who has read my records</source>
        <translation>Ко је читао моје податке</translation>
    </message>
    <message>
        <source>Nobody has read your records.</source>
        <translation>Нико није читао ваше податке.</translation>
    </message>
    <message>
        <source>If you do not know why somebody looked, say so. A privacy officer finds out and tells you.</source>
        <translation>Ако не знате зашто је неко гледао, реците. Особа за заштиту података то проверава и јавља вам.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>In an emergency, without your permission</source>
        <translation>У хитном случају, без ваше дозволе</translation>
    </message>
    <message>
        <source>Read: {data}</source>
        <translation>Прочитано: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>Сврха: {purpose}</translation>
    </message>
    <message>
        <source>Your permission: {name}</source>
        <translation>Ваша дозвола: {name}</translation>
    </message>
    <message>
        <source>As part of your care in this clinic</source>
        <translation>У оквиру вашег лечења у овој клиници</translation>
    </message>
    <message>
        <source>The privacy officer has been told.</source>
        <translation>Особа за заштиту података је обавештена.</translation>
    </message>
    <message>
        <source>This looks wrong</source>
        <translation>Ово не изгледа у реду</translation>
    </message>
</context>
<context>
    <name>NumberPage</name>
    <message>
        <source>Medical record number</source>
        <translation>Број здравственог картона</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Даље</translation>
    </message>
</context>
<context>
    <name>OutOfOrderPage</name>
    <message>
        <source>This kiosk is out of order</source>
        <translation>Овај уређај не ради</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>Молимо пријавите се на пријему.</translation>
    </message>
    <message>
        <source>For staff: {cause}</source>
        <translation>За особље: {cause}</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Seconds left: {number}</source>
        <translation>Још секунди: {number}</translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>That PIN was not right.</source>
        <translation>Тај ПИН није био тачан.</translation>
    </message>
    <message>
        <source>This is the last try. If it is wrong, your card is blocked and the desk has to unblock it.</source>
        <translation>Ово је последњи покушај. Ако погрешите, картица се закључава и морају да је откључају на пријему.</translation>
    </message>
    <message>
        <source>Tries left: {number}</source>
        <translation>Преостало покушаја: {number}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Даље</translation>
    </message>
    <message>
        <source>Cover the keypad with your hand.</source>
        <translation>Заклоните тастере руком.</translation>
    </message>
    <message>
        <source>Sign with your PIN</source>
        <translation>Потпишите ПИН-ом</translation>
    </message>
    <message>
        <source>Your card signs the text that you have just read.</source>
        <translation>Ваша картица потписује текст који сте управо прочитали.</translation>
    </message>
    <message>
        <source>Enter your PIN to go on</source>
        <translation>Унесите ПИН да наставите</translation>
    </message>
    <message>
        <source>Staff: enter your PIN</source>
        <translation>Особље: унесите ПИН</translation>
    </message>
    <message>
        <source>Enter your PIN</source>
        <translation>Унесите ПИН</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Step {number} of {all}</source>
        <translation>Корак {number} од {all}</translation>
    </message>
</context>
<context>
    <name>PulledPage</name>
    <message>
        <source>Your card is out</source>
        <translation>Картица није у читачу</translation>
    </message>
    <message>
        <source>Nothing of your visit is shown any more. To go on, put the same card in again and enter your PIN.</source>
        <translation>Ништа од ваше посете се више не приказује. Да наставите, убаците исту картицу и унесите ПИН.</translation>
    </message>
    <message>
        <source>I am done</source>
        <translation>Завршио/ла сам</translation>
    </message>
</context>
<context>
    <name>ReadingPage</name>
    <message>
        <source>Reading your card</source>
        <translation>Читање картице</translation>
    </message>
    <message>
        <source>Please keep it where it is.</source>
        <translation>Молимо оставите је где јесте.</translation>
    </message>
</context>
<context>
    <name>ReceiptPage</name>
    <message>
        <source>Almost done</source>
        <translation>Скоро готово</translation>
    </message>
    <message>
        <source>All done</source>
        <translation>Све је готово</translation>
    </message>
    <message>
        <source>Your check-in waits here and is sent as soon as the clinic&apos;s system answers.</source>
        <translation>Ваша пријава чека овде и шаље се чим систем клинике одговори.</translation>
    </message>
    <message>
        <source>Please also tell the desk.</source>
        <translation>Молимо јавите и на пријему.</translation>
    </message>
    <message>
        <source>You are checked in.</source>
        <translation>Пријављени сте.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>Ваш број на листи чекања: {number}</translation>
    </message>
    <message>
        <source>Your decision is signed and waits here. It holds once the clinic&apos;s system has it.</source>
        <translation>Ваша одлука је потписана и чека овде. Важи чим стигне у систем клинике.</translation>
    </message>
    <message>
        <source>With this code, whoever you show it to can check what you decided.</source>
        <translation>Овим кодом онај коме га покажете може да провери шта сте одлучили.</translation>
    </message>
    <message>
        <source>It says nothing about your health.</source>
        <translation>Не говори ништа о вашем здрављу.</translation>
    </message>
    <message>
        <source>Your receipt is printed below.</source>
        <translation>Потврда је одштампана испод.</translation>
    </message>
    <message>
        <source>Receipt code</source>
        <translation>Код потврде</translation>
    </message>
    <message>
        <source>Print the receipt</source>
        <translation>Одштампај потврду</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Заврши</translation>
    </message>
    <message>
        <source>Finish without paper</source>
        <translation>Заврши без папира</translation>
    </message>
</context>
<context>
    <name>RepresentingPage</name>
    <message>
        <source>For whom are you here?</source>
        <translation>За кога сте овде?</translation>
    </message>
    <message>
        <source>For myself</source>
        <translation>За себе</translation>
    </message>
    <message>
        <source>You decide and sign for this person. Both names stand in the record.</source>
        <translation>Одлучујете и потписујете за ову особу. Оба имена стоје у запису.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Прекини</translation>
    </message>
</context>
<context>
    <name>RevokePage</name>
    <message>
        <source>End this permission?</source>
        <translation>Укинути ову дозволу?</translation>
    </message>
    <message>
        <source>This is what you sign:</source>
        <translation>Ово потписујете:</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>Задржи</translation>
    </message>
    <message>
        <source>End it with PIN</source>
        <translation>Укини ПИН-ом</translation>
    </message>
</context>
<context>
    <name>Scroller</name>
    <message>
        <source>Back to the top</source>
        <translation>Назад на врх</translation>
    </message>
    <message>
        <source>Show more below</source>
        <translation>Прикажи још</translation>
    </message>
</context>
<context>
    <name>SigningPage</name>
    <message>
        <source>Sending your decision</source>
        <translation>Слање ваше одлуке</translation>
    </message>
    <message>
        <source>It is signed. You can leave your card where it is.</source>
        <translation>Потписана је. Картицу можете оставити где јесте.</translation>
    </message>
    <message>
        <source>Your card is signing</source>
        <translation>Ваша картица потписује</translation>
    </message>
    <message>
        <source>Please leave it in the reader.</source>
        <translation>Молимо оставите је у читачу.</translation>
    </message>
</context>
<context>
    <name>StaffCalledPage</name>
    <message>
        <source>Somebody is coming to you</source>
        <translation>Неко долази до вас</translation>
    </message>
    <message>
        <source>Calling the desk</source>
        <translation>Позивање пријема</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Please stay here. If it takes too long, go to the desk.</source>
        <translation>Молимо останите овде. Ако предуго траје, идите на пријем.</translation>
    </message>
    <message>
        <source>Without a card the desk checks you in. Please have a document with your picture ready.</source>
        <translation>Без картице вас пријављују на пријему. Молимо припремите исправу са сликом.</translation>
    </message>
    <message>
        <source>The desk finds somebody who speaks your language. Please stay here.</source>
        <translation>На пријему траже некога ко говори ваш језик. Молимо останите овде.</translation>
    </message>
</context>
<context>
    <name>StaffConfirmPage</name>
    <message>
        <source>For: {name}</source>
        <translation>За: {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Order it</source>
        <translation>Издај налог</translation>
    </message>
    <message>
        <source>Read the number again. Your card signs this order, and it stands in the audit.</source>
        <translation>Прочитајте број још једном. Ваша картица потписује овај налог и он стоји у евиденцији.</translation>
    </message>
    <message>
        <source>The representative may decide for this patient for one year. Their card comes next, and the order stands in the audit under your card.</source>
        <translation>Заступник може да одлучује за овог пацијента годину дана. Следи његова картица. Налог стоји у евиденцији под вашом картицом.</translation>
    </message>
    <message>
        <source>Ask the patient for their name. The order stands in the audit under your card.</source>
        <translation>Питајте пацијента за име. Налог стоји у евиденцији под вашом картицом.</translation>
    </message>
</context>
<context>
    <name>StaffDonePage</name>
    <message>
        <source>It is ordered and waits to be confirmed. The patient can see that.</source>
        <translation>Налог је издат и чека потврду. Пацијент то може да види.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Готово.</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Заврши</translation>
    </message>
</context>
<context>
    <name>StaffHomePage</name>
    <message>
        <source>Staff: {name}</source>
        <translation>Особље: {name}</translation>
    </message>
    <message>
        <source>Check this kiosk</source>
        <translation>Провери овај уређај</translation>
    </message>
    <message>
        <source>Lock this kiosk</source>
        <translation>Закључај овај уређај</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>Одјави се</translation>
    </message>
</context>
<context>
    <name>StaffIdentityPage</name>
    <message>
        <source>Which document did you check?</source>
        <translation>Који документ сте проверили?</translation>
    </message>
</context>
<context>
    <name>StaffNamePage</name>
    <message>
        <source>The patient&apos;s given name, for the greeting. Nothing more.</source>
        <translation>Име пацијента, за поздрав. Ништа више.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Даље</translation>
    </message>
</context>
<context>
    <name>StaffNumberPage</name>
    <message>
        <source>The patient&apos;s card is not needed.</source>
        <translation>Картица пацијента није потребна.</translation>
    </message>
</context>
<context>
    <name>StaffWorkingPage</name>
    <message>
        <source>Please leave the card in the reader.</source>
        <translation>Молимо оставите картицу у читачу.</translation>
    </message>
</context>
<context>
    <name>SwapCardsPage</name>
    <message>
        <source>Now the representative&apos;s card</source>
        <translation>Сада картица заступника</translation>
    </message>
    <message>
        <source>Take your own card out and put the representative&apos;s in.</source>
        <translation>Извадите своју картицу и убаците картицу заступника.</translation>
    </message>
    <message>
        <source>Now the patient&apos;s card</source>
        <translation>Сада картица пацијента</translation>
    </message>
    <message>
        <source>Take your own card out and put the patient&apos;s in.</source>
        <translation>Извадите своју картицу и убаците картицу пацијента.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Прекини</translation>
    </message>
</context>
<context>
    <name>TakeCardPage</name>
    <message>
        <source>Please take your card</source>
        <translation>Молимо узмите картицу</translation>
    </message>
    <message>
        <source>Thank you. You can take a seat, we call you.</source>
        <translation>Хвала. Можете да седнете, позваћемо вас.</translation>
    </message>
    <message>
        <source>Your visit is ended. Nothing of it is kept here.</source>
        <translation>Ваша посета је завршена. Овде се од ње ништа не чува.</translation>
    </message>
    <message>
        <source>Nobody was here for a while, so the visit was ended.</source>
        <translation>Неко време није било никога, па је посета завршена.</translation>
    </message>
    <message>
        <source>Something did not work, so the visit was ended. The desk can help you.</source>
        <translation>Нешто није успело, па је посета завршена. На пријему ће вам помоћи.</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>End the visit</source>
        <translation>Заврши посету</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>Позови особље</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>to treat you</source>
        <translation>да вас лече</translation>
    </message>
    <message>
        <source>to treat you in an emergency</source>
        <translation>да вас лече у хитном случају</translation>
    </message>
    <message>
        <source>to plan your care</source>
        <translation>да планирају вашу негу</translation>
    </message>
    <message>
        <source>to settle the bill</source>
        <translation>да наплате рачун</translation>
    </message>
    <message>
        <source>for medical research</source>
        <translation>за медицинска истраживања</translation>
    </message>
    <message>
        <source>because you asked for it</source>
        <translation>јер сте то тражили</translation>
    </message>
    <message>
        <source>to inform your family</source>
        <translation>да обавесте вашу породицу</translation>
    </message>
    <message>
        <source>to run the clinic</source>
        <translation>за рад клинике</translation>
    </message>
    <message>
        <source>to protect public health</source>
        <translation>ради заштите јавног здравља</translation>
    </message>
    <message>
        <source>allergies</source>
        <translation>алергије</translation>
    </message>
    <message>
        <source>diagnoses</source>
        <translation>дијагнозе</translation>
    </message>
    <message>
        <source>reports of examinations</source>
        <translation>налази прегледа</translation>
    </message>
    <message>
        <source>letters and documents</source>
        <translation>писма и документи</translation>
    </message>
    <message>
        <source>visits and stays</source>
        <translation>посете и боравци</translation>
    </message>
    <message>
        <source>vaccinations</source>
        <translation>вакцинације</translation>
    </message>
    <message>
        <source>medicines</source>
        <translation>лекови</translation>
    </message>
    <message>
        <source>test results and measurements</source>
        <translation>резултати анализа и мерења</translation>
    </message>
    <message>
        <source>name, address and birth date</source>
        <translation>име, адреса и датум рођења</translation>
    </message>
    <message>
        <source>operations and treatments</source>
        <translation>операције и лечења</translation>
    </message>
    <message>
        <source>Today only</source>
        <translation>Само данас</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 дана</translation>
    </message>
    <message>
        <source>One year</source>
        <translation>Годину дана</translation>
    </message>
    <message>
        <source>You are expected</source>
        <translation>Очекујемо вас</translation>
    </message>
    <message>
        <source>You are checked in</source>
        <translation>Пријављени сте</translation>
    </message>
    <message>
        <source>Check-in is waiting to be sent</source>
        <translation>Пријава чека на слање</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>Телефон</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Е-пошта</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адреса</translation>
    </message>
    <message>
        <source>Health insurance</source>
        <translation>Здравствено осигурање</translation>
    </message>
    <message>
        <source>Checking your card</source>
        <translation>Провера ваше картице</translation>
    </message>
    <message>
        <source>Checking you in</source>
        <translation>Пријављивање</translation>
    </message>
    <message>
        <source>Getting what you asked for</source>
        <translation>Преузимање онога што сте тражили</translation>
    </message>
    <message>
        <source>Writing the text for you to read</source>
        <translation>Писање текста за читање</translation>
    </message>
    <message>
        <source>Telling the officer</source>
        <translation>Обавештавање задужене особе</translation>
    </message>
    <message>
        <source>Give a patient a card</source>
        <translation>Дај картицу пацијенту</translation>
    </message>
    <message>
        <source>Unblock a PIN</source>
        <translation>Откључај ПИН</translation>
    </message>
    <message>
        <source>Suspend a lost card</source>
        <translation>Укини изгубљену картицу</translation>
    </message>
    <message>
        <source>Make a suspended card valid again</source>
        <translation>Поново активирати суспендовану картицу</translation>
    </message>
    <message>
        <source>Replace a card</source>
        <translation>Замени картицу</translation>
    </message>
    <message>
        <source>Confirm a replacement</source>
        <translation>Потврдити замену картице</translation>
    </message>
    <message>
        <source>Appoint a representative</source>
        <translation>Одредити заступника</translation>
    </message>
    <message>
        <source>Confirm a representative</source>
        <translation>Потврдити заступника</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>Пасош</translation>
    </message>
    <message>
        <source>Identity card</source>
        <translation>Лична карта</translation>
    </message>
    <message>
        <source>Residence permit</source>
        <translation>Дозвола боравка</translation>
    </message>
    <message>
        <source>Known in person</source>
        <translation>Лично познат</translation>
    </message>
    <message>
        <source>Unlocking the card</source>
        <translation>Откључавање картице</translation>
    </message>
    <message>
        <source>The card makes its key</source>
        <translation>Картица прави свој кључ</translation>
    </message>
    <message>
        <source>Writing the certificate</source>
        <translation>Уписивање сертификата</translation>
    </message>
    <message>
        <source>Setting the PIN</source>
        <translation>Постављање ПИН-а</translation>
    </message>
    <message>
        <source>The card proves its key</source>
        <translation>Картица доказује свој кључ</translation>
    </message>
    <message>
        <source>Registering the card</source>
        <translation>Уписивање картице</translation>
    </message>
    <message>
        <source>Card reader</source>
        <translation>Читач картица</translation>
    </message>
    <message>
        <source>Plug the card reader in again.</source>
        <translation>Поново прикључите читач картица.</translation>
    </message>
    <message>
        <source>Card service</source>
        <translation>Служба за картице</translation>
    </message>
    <message>
        <source>Ask IT to start pcscd.</source>
        <translation>Замолите ИТ да покрене pcscd.</translation>
    </message>
    <message>
        <source>Connection to the clinic&apos;s system</source>
        <translation>Веза са системом клинике</translation>
    </message>
    <message>
        <source>Look at the network cable, then ask IT to run fhir-bridge doctor.</source>
        <translation>Погледајте мрежни кабл, затим замолите ИТ да покрене fhir-bridge doctor.</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Сат</translation>
    </message>
    <message>
        <source>Ask IT to set this kiosk&apos;s clock.</source>
        <translation>Замолите ИТ да подеси сат овог уређаја.</translation>
    </message>
    <message>
        <source>This kiosk&apos;s registration</source>
        <translation>Упис овог уређаја</translation>
    </message>
    <message>
        <source>Ask IT to register this kiosk again.</source>
        <translation>Замолите ИТ да поново упише овај уређај.</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>Чека на слање</translation>
    </message>
    <message>
        <source>Wait: it is sent as soon as the clinic&apos;s system answers.</source>
        <translation>Сачекајте: шаље се чим систем клинике одговори.</translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation>Простор на диску</translation>
    </message>
    <message>
        <source>Ask IT to make room on this kiosk&apos;s disk.</source>
        <translation>Замолите ИТ да ослободи простор на диску овог уређаја.</translation>
    </message>
</context>
<context>
    <name>WorkingPage</name>
    <message>
        <source>This takes a moment. Leave your card in the reader.</source>
        <translation>Ово траје тренутак. Оставите картицу у читачу.</translation>
    </message>
</context>
</TS>
