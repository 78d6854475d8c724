<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar">
<context>
    <name>Alphabet</name>
    <message>
        <source>Space</source>
        <translation>مسافة</translation>
    </message>
    <message>
        <source>Delete the last letter</source>
        <translation>حذف الحرف الأخير</translation>
    </message>
</context>
<context>
    <name>AppointmentsPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>مرحبًا {name}</translation>
    </message>
    <message>
        <source>You are here for {name}</source>
        <translation>أنت هنا نيابةً عن {name}</translation>
    </message>
    <message>
        <source>There is no appointment today. The desk can help you.</source>
        <translation>لا يوجد موعد اليوم. يمكن لمكتب الاستقبال مساعدتك.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>رقمك في قائمة الانتظار: {number}</translation>
    </message>
    <message>
        <source>My permissions</source>
        <translation>أذوناتي</translation>
    </message>
    <message>
        <source>Who has read my records</source>
        <translation>من قرأ سجلاتي</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>مغادرة</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
</context>
<context>
    <name>Asked</name>
    <message>
        <source>Yes, allow</source>
        <translation>نعم، أسمح</translation>
    </message>
    <message>
        <source>No, do not allow</source>
        <translation>لا، لا أسمح</translation>
    </message>
    <message>
        <source>asks to read: {data}</source>
        <translation>يطلب قراءة: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>الغرض: {purpose}</translation>
    </message>
    <message>
        <source>For how long?</source>
        <translation>لأي مدة؟</translation>
    </message>
</context>
<context>
    <name>AttractPage</name>
    <message>
        <source>You can check in. Permissions and records have to wait a little.</source>
        <translation>يمكنك تسجيل وصولك. على الأذونات والسجلات أن تنتظر قليلًا.</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>أهلًا وسهلًا</translation>
    </message>
    <message>
        <source>Hold your card to the reader, or put it in.</source>
        <translation>قرّب بطاقتك من القارئ أو أدخلها فيه.</translation>
    </message>
    <message>
        <source>Check in, decide who may see your records, and see who has read them.</source>
        <translation>سجّل وصولك، وقرّر من يمكنه رؤية سجلاتك، واعرف من قرأها.</translation>
    </message>
    <message>
        <source>Stop the moving picture</source>
        <translation>إيقاف الصورة المتحركة</translation>
    </message>
    <message>
        <source>Start the moving picture</source>
        <translation>تشغيل الصورة المتحركة</translation>
    </message>
    <message>
        <source>I need an interpreter</source>
        <translation>أحتاج إلى مترجم</translation>
    </message>
    <message>
        <source>I have no card</source>
        <translation>ليس معي بطاقة</translation>
    </message>
</context>
<context>
    <name>ChoosePinPage</name>
    <message>
        <source>The same PIN once more</source>
        <translation>الرمز السري نفسه مرة أخرى</translation>
    </message>
    <message>
        <source>For the patient: choose a PIN</source>
        <translation>للمريض: اختر رمزًا سريًا</translation>
    </message>
    <message>
        <source>Six to eight digits that only you know. Staff, please look away.</source>
        <translation>من ستة إلى ثمانية أرقام لا يعرفها غيرك. على الموظفين صرف النظر.</translation>
    </message>
    <message>
        <source>The two were not the same. Please choose again.</source>
        <translation>الرمزان غير متطابقين. اختر من جديد من فضلك.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>توقف</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
</context>
<context>
    <name>ConsentTextPage</name>
    <message>
        <source>This is what you sign</source>
        <translation>هذا ما توقّع عليه</translation>
    </message>
    <message>
        <source>Read it, or have it read to you. Nothing holds until you have signed with your PIN.</source>
        <translation>اقرأه أو استمع إليه. لا يسري شيء قبل أن توقّع برمزك السري.</translation>
    </message>
    <message>
        <source>Somebody is helping me</source>
        <translation>يساعدني شخص ما</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Sign with PIN</source>
        <translation>التوقيع بالرمز السري</translation>
    </message>
</context>
<context>
    <name>ConsentsPage</name>
    <message>
        <source>Who may see your records?</source>
        <translation>من يمكنه رؤية سجلاتك؟</translation>
    </message>
    <message>
        <source>You decide on each. You are treated in the same way whatever you decide.</source>
        <translation>أنت تقرّر في كل واحد منها. ستُعالَج بالطريقة نفسها مهما كان قرارك.</translation>
    </message>
    <message>
        <source>You decide for {name}</source>
        <translation>أنت تقرّر نيابةً عن {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Read what I sign</source>
        <translation>قراءة ما سأوقّع عليه</translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>Is this still right?</source>
        <translation>هل ما زال هذا صحيحًا؟</translation>
    </message>
    <message>
        <source>Only the end is shown, so that nobody else can read it. What is wrong, the desk puts right.</source>
        <translation>يظهر الجزء الأخير فقط حتى لا يقرأه غيرك. ما هو خطأ يصححه مكتب الاستقبال.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Yes, right</source>
        <translation>نعم، صحيح</translation>
    </message>
    <message>
        <source>No, wrong</source>
        <translation>لا، خطأ</translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message>
        <source>This kiosk</source>
        <translation>هذا الجهاز</translation>
    </message>
    <message>
        <source>Checking …</source>
        <translation>جارٍ الفحص …</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>works</source>
        <translation>يعمل</translation>
    </message>
</context>
<context>
    <name>Dots</name>
    <message>
        <source>Digits typed: {number}</source>
        <translation>الأرقام المكتوبة: {number}</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>Please take your card</source>
        <translation>خذ بطاقتك من فضلك</translation>
    </message>
    <message>
        <source>Your visit is over and nothing is shown any more. Your card is still in the reader.</source>
        <translation>انتهت زيارتك ولم يعد يظهر شيء. بطاقتك ما زالت في القارئ.</translation>
    </message>
    <message>
        <source>This is a different card</source>
        <translation>هذه بطاقة أخرى</translation>
    </message>
    <message>
        <source>The visit was ended to protect whoever began it. Take this card out and start again.</source>
        <translation>أُنهيت الزيارة لحماية من بدأها. أخرج هذه البطاقة وابدأ من جديد.</translation>
    </message>
    <message>
        <source>This card could not prove itself</source>
        <translation>لم تستطع هذه البطاقة إثبات صحتها</translation>
    </message>
    <message>
        <source>It cannot be used here. Please show it at the desk.</source>
        <translation>لا يمكن استخدامها هنا. اعرضها على مكتب الاستقبال من فضلك.</translation>
    </message>
    <message>
        <source>This card is from somewhere else</source>
        <translation>هذه البطاقة من مكان آخر</translation>
    </message>
    <message>
        <source>Take it out and use the card that this clinic gave you.</source>
        <translation>أخرجها واستخدم البطاقة التي أعطتك إياها هذه العيادة.</translation>
    </message>
    <message>
        <source>This card has expired</source>
        <translation>انتهت صلاحية هذه البطاقة</translation>
    </message>
    <message>
        <source>You get a new one at the desk.</source>
        <translation>تحصل على بطاقة جديدة من مكتب الاستقبال.</translation>
    </message>
    <message>
        <source>This card is no longer valid</source>
        <translation>لم تعد هذه البطاقة صالحة</translation>
    </message>
    <message>
        <source>It was replaced or withdrawn. Please come to the desk.</source>
        <translation>استُبدلت أو سُحبت. توجّه إلى مكتب الاستقبال من فضلك.</translation>
    </message>
    <message>
        <source>This card is suspended</source>
        <translation>هذه البطاقة موقوفة</translation>
    </message>
    <message>
        <source>It was reported as lost. If it is yours, the desk can make it valid again.</source>
        <translation>أُبلغ عن فقدانها. إذا كانت لك فيمكن لمكتب الاستقبال إعادة تفعيلها.</translation>
    </message>
    <message>
        <source>The PIN of this card is blocked</source>
        <translation>الرمز السري لهذه البطاقة محظور</translation>
    </message>
    <message>
        <source>A wrong PIN was typed three times. The desk can unblock it with you.</source>
        <translation>كُتب رمز خاطئ ثلاث مرات. يمكن لمكتب الاستقبال رفع الحظر معك.</translation>
    </message>
    <message>
        <source>The card could not be read</source>
        <translation>تعذّرت قراءة البطاقة</translation>
    </message>
    <message>
        <source>Take it out, turn it so that the chip goes in first, and try again.</source>
        <translation>أخرجها، وأدرها لتدخل الشريحة أولًا، وحاول مرة أخرى.</translation>
    </message>
    <message>
        <source>We do not know this card</source>
        <translation>لا نعرف هذه البطاقة</translation>
    </message>
    <message>
        <source>It may be new. The desk can look it up.</source>
        <translation>ربما تكون جديدة. يمكن لمكتب الاستقبال البحث عنها.</translation>
    </message>
    <message>
        <source>This card may not do that</source>
        <translation>لا يُسمح لهذه البطاقة بذلك</translation>
    </message>
    <message>
        <source>The desk can tell you why and what is possible.</source>
        <translation>يخبرك مكتب الاستقبال بالسبب وبما هو ممكن.</translation>
    </message>
    <message>
        <source>There are two cards</source>
        <translation>هناك بطاقتان</translation>
    </message>
    <message>
        <source>Leave only your own card in the reader.</source>
        <translation>اترك بطاقتك وحدها في القارئ.</translation>
    </message>
    <message>
        <source>The card reader does not answer</source>
        <translation>قارئ البطاقات لا يستجيب</translation>
    </message>
    <message>
        <source>Nothing was lost. Please check in at the desk.</source>
        <translation>لم يضِع شيء. سجّل وصولك في مكتب الاستقبال من فضلك.</translation>
    </message>
    <message>
        <source>Cards cannot be read at the moment</source>
        <translation>لا يمكن قراءة البطاقات الآن</translation>
    </message>
    <message>
        <source>The clinic&apos;s system does not answer</source>
        <translation>نظام العيادة لا يستجيب</translation>
    </message>
    <message>
        <source>It is tried again by itself. You can wait, or check in at the desk.</source>
        <translation>تُعاد المحاولة تلقائيًا. يمكنك الانتظار أو تسجيل وصولك في مكتب الاستقبال.</translation>
    </message>
    <message>
        <source>Nothing was found for that</source>
        <translation>لم يُعثر على شيء</translation>
    </message>
    <message>
        <source>Nothing was changed. Please check what was typed, and try again.</source>
        <translation>لم يتغير شيء. يُرجى التحقق مما كُتب والمحاولة مرة أخرى.</translation>
    </message>
    <message>
        <source>The waiting time is not over</source>
        <translation>لم تنتهِ مدة الانتظار</translation>
    </message>
    <message>
        <source>Nothing was changed. It can be confirmed when the waiting time is over.</source>
        <translation>لم يتغير شيء. يمكن التأكيد بعد انتهاء مدة الانتظار.</translation>
    </message>
    <message>
        <source>Somebody else has to confirm this</source>
        <translation>يجب أن يؤكد ذلك شخص آخر</translation>
    </message>
    <message>
        <source>Whoever ordered the new card cannot confirm it. Ask a colleague.</source>
        <translation>من طلب البطاقة الجديدة لا يمكنه تأكيدها. اطلب من أحد الزملاء.</translation>
    </message>
    <message>
        <source>That could not be done</source>
        <translation>تعذّر تنفيذ ذلك</translation>
    </message>
    <message>
        <source>Nothing was changed. The desk can help you.</source>
        <translation>لم يتغير شيء. يمكن لمكتب الاستقبال مساعدتك.</translation>
    </message>
</context>
<context>
    <name>GivenPanel</name>
    <message>
        <source>may read: {data}</source>
        <translation>يمكنه قراءة: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>الغرض: {purpose}</translation>
    </message>
    <message>
        <source>Until {day}</source>
        <translation>حتى {day}</translation>
    </message>
    <message>
        <source>Not confirmed yet</source>
        <translation>لم يُؤكَّد بعد</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Help</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>نداء الموظفين</translation>
    </message>
    <message>
        <source>Language: {name}</source>
        <translation>اللغة: {name}</translation>
    </message>
    <message>
        <source>Text {size} %</source>
        <translation>النص {size} %</translation>
    </message>
    <message>
        <source>Size of the text: {size} per cent</source>
        <translation>حجم النص: {size} بالمئة</translation>
    </message>
    <message>
        <source>light</source>
        <translation>فاتحة</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>داكنة</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>تباين عالٍ</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>التباين</translation>
    </message>
    <message>
        <source>Colours: {name}</source>
        <translation>الألوان: {name}</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>استماع</translation>
    </message>
    <message>
        <source>on</source>
        <translation>تعمل</translation>
    </message>
    <message>
        <source>off</source>
        <translation>متوقفة</translation>
    </message>
    <message>
        <source>Read aloud: {state}</source>
        <translation>القراءة بصوت: {state}</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>مرة أخرى</translation>
    </message>
    <message>
        <source>Read this page once more</source>
        <translation>قراءة هذه الصفحة مرة أخرى</translation>
    </message>
</context>
<context>
    <name>IdentifiedPage</name>
    <message>
        <source>Hello {name}</source>
        <translation>مرحبًا {name}</translation>
    </message>
    <message>
        <source>The PIN of your card is blocked. You can check in; the desk can unblock your PIN.</source>
        <translation>الرمز السري لبطاقتك محظور. يمكنك تسجيل وصولك؛ ومكتب الاستقبال يرفع الحظر.</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>ماذا تريد أن تفعل؟</translation>
    </message>
    <message>
        <source>Appointments, permissions and who has read your records. You need your PIN.</source>
        <translation>المواعيد والأذونات ومن قرأ سجلاتك. تحتاج إلى رمزك السري.</translation>
    </message>
    <message>
        <source>Continue with PIN</source>
        <translation>المتابعة بالرمز السري</translation>
    </message>
    <message>
        <source>Only check in</source>
        <translation>تسجيل الوصول فقط</translation>
    </message>
    <message>
        <source>Tell the clinic that you are here. No PIN.</source>
        <translation>أخبر العيادة أنك هنا. من دون رمز سري.</translation>
    </message>
    <message>
        <source>That is not me</source>
        <translation>هذا ليس أنا</translation>
    </message>
</context>
<context>
    <name>IdlePage</name>
    <message>
        <source>Are you still here?</source>
        <translation>هل ما زلت هنا؟</translation>
    </message>
    <message>
        <source>To protect you, this page closes by itself. You can have more time as often as you like.</source>
        <translation>لحمايتك تُغلق هذه الصفحة تلقائيًا. يمكنك طلب وقت إضافي كلما أردت.</translation>
    </message>
    <message>
        <source>End the visit</source>
        <translation>إنهاء الزيارة</translation>
    </message>
    <message>
        <source>I need more time</source>
        <translation>أحتاج إلى مزيد من الوقت</translation>
    </message>
</context>
<context>
    <name>InsertPage</name>
    <message>
        <source>Please put your card into the reader</source>
        <translation>أدخل بطاقتك في القارئ من فضلك</translation>
    </message>
    <message>
        <source>Chip first, and leave it there until you are done.</source>
        <translation>الشريحة أولًا، واتركها حتى تنتهي.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>توقف</translation>
    </message>
</context>
<context>
    <name>Keypad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>حذف الرقم الأخير</translation>
    </message>
</context>
<context>
    <name>LanguagesPage</name>
    <message>
        <source>Language</source>
        <translation>اللغة</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
</context>
<context>
    <name>LockedPage</name>
    <message>
        <source>This kiosk is locked</source>
        <translation>هذا الجهاز مقفل</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>سجّل وصولك في مكتب الاستقبال من فضلك.</translation>
    </message>
    <message>
        <source>For staff: put your card in to open it.</source>
        <translation>للموظفين: أدخل بطاقتك لفتحه.</translation>
    </message>
</context>
<context>
    <name>MyConsentsPage</name>
    <message>
        <source>My permissions</source>
        <translation>أذوناتي</translation>
    </message>
    <message>
        <source>These may see your records. You can end each of them at any time.</source>
        <translation>هؤلاء يمكنهم رؤية سجلاتك. يمكنك إنهاء أي إذن في أي وقت.</translation>
    </message>
    <message>
        <source>You have given no permission.</source>
        <translation>لم تُعطِ أي إذن.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>End this permission</source>
        <translation>إنهاء هذا الإذن</translation>
    </message>
</context>
<context>
    <name>MyDataPage</name>
    <message>
        <source>Who has read my records</source>
        <translation>من قرأ سجلاتي</translation>
    </message>
    <message>
        <source>Nobody has read your records.</source>
        <translation>لم يقرأ أحد سجلاتك.</translation>
    </message>
    <message>
        <source>If you do not know why somebody looked, say so. A privacy officer finds out and tells you.</source>
        <translation>إذا كنت لا تعرف لماذا اطّلع أحدهم فأخبرنا. مسؤول الخصوصية يتحقق ويجيبك.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>In an emergency, without your permission</source>
        <translation>في حالة طارئة، من دون إذنك</translation>
    </message>
    <message>
        <source>Read: {data}</source>
        <translation>قرأ: {data}</translation>
    </message>
    <message>
        <source>What for: {purpose}</source>
        <translation>الغرض: {purpose}</translation>
    </message>
    <message>
        <source>Your permission: {name}</source>
        <translation>إذنك: {name}</translation>
    </message>
    <message>
        <source>As part of your care in this clinic</source>
        <translation>ضمن رعايتك في هذه العيادة</translation>
    </message>
    <message>
        <source>The privacy officer has been told.</source>
        <translation>أُبلغ مسؤول الخصوصية.</translation>
    </message>
    <message>
        <source>This looks wrong</source>
        <translation>هذا يبدو خطأ</translation>
    </message>
</context>
<context>
    <name>NumberPage</name>
    <message>
        <source>Medical record number</source>
        <translation>رقم السجل الطبي</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
</context>
<context>
    <name>OutOfOrderPage</name>
    <message>
        <source>This kiosk is out of order</source>
        <translation>هذا الجهاز معطّل</translation>
    </message>
    <message>
        <source>Please check in at the desk.</source>
        <translation>سجّل وصولك في مكتب الاستقبال من فضلك.</translation>
    </message>
    <message>
        <source>For staff: {cause}</source>
        <translation>للموظفين: {cause}</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Seconds left: {number}</source>
        <translation>الثواني المتبقية: {number}</translation>
    </message>
</context>
<context>
    <name>PinPage</name>
    <message>
        <source>That PIN was not right.</source>
        <translation>لم يكن هذا الرمز صحيحًا.</translation>
    </message>
    <message>
        <source>This is the last try. If it is wrong, your card is blocked and the desk has to unblock it.</source>
        <translation>هذه آخر محاولة. إذا أخطأت تُحظر بطاقتك ويكون على مكتب الاستقبال رفع الحظر.</translation>
    </message>
    <message>
        <source>Tries left: {number}</source>
        <translation>المحاولات المتبقية: {number}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
    <message>
        <source>Cover the keypad with your hand.</source>
        <translation>غطِّ لوحة الأرقام بيدك.</translation>
    </message>
    <message>
        <source>Sign with your PIN</source>
        <translation>وقّع برمزك السري</translation>
    </message>
    <message>
        <source>Your card signs the text that you have just read.</source>
        <translation>بطاقتك توقّع النص الذي قرأته الآن.</translation>
    </message>
    <message>
        <source>Enter your PIN to go on</source>
        <translation>اكتب رمزك السري للمتابعة</translation>
    </message>
    <message>
        <source>Staff: enter your PIN</source>
        <translation>للموظفين: اكتب رمزك السري</translation>
    </message>
    <message>
        <source>Enter your PIN</source>
        <translation>اكتب رمزك السري</translation>
    </message>
</context>
<context>
    <name>Progress</name>
    <message>
        <source>Step {number} of {all}</source>
        <translation>الخطوة {number} من {all}</translation>
    </message>
</context>
<context>
    <name>PulledPage</name>
    <message>
        <source>Your card is out</source>
        <translation>بطاقتك خارج القارئ</translation>
    </message>
    <message>
        <source>Nothing of your visit is shown any more. To go on, put the same card in again and enter your PIN.</source>
        <translation>لم يعد يظهر شيء من زيارتك. للمتابعة أدخل البطاقة نفسها واكتب رمزك السري.</translation>
    </message>
    <message>
        <source>I am done</source>
        <translation>انتهيت</translation>
    </message>
</context>
<context>
    <name>ReadingPage</name>
    <message>
        <source>Reading your card</source>
        <translation>جارٍ قراءة بطاقتك</translation>
    </message>
    <message>
        <source>Please keep it where it is.</source>
        <translation>اتركها في مكانها من فضلك.</translation>
    </message>
</context>
<context>
    <name>ReceiptPage</name>
    <message>
        <source>Almost done</source>
        <translation>أوشكنا على الانتهاء</translation>
    </message>
    <message>
        <source>All done</source>
        <translation>تم كل شيء</translation>
    </message>
    <message>
        <source>Your check-in waits here and is sent as soon as the clinic&apos;s system answers.</source>
        <translation>تسجيل وصولك ينتظر هنا ويُرسَل حالما يستجيب نظام العيادة.</translation>
    </message>
    <message>
        <source>Please also tell the desk.</source>
        <translation>أخبر مكتب الاستقبال أيضًا من فضلك.</translation>
    </message>
    <message>
        <source>You are checked in.</source>
        <translation>سُجّل وصولك.</translation>
    </message>
    <message>
        <source>Your number in the waiting list: {number}</source>
        <translation>رقمك في قائمة الانتظار: {number}</translation>
    </message>
    <message>
        <source>Your decision is signed and waits here. It holds once the clinic&apos;s system has it.</source>
        <translation>قرارك موقّع وينتظر هنا. يسري حالما يصل إلى نظام العيادة.</translation>
    </message>
    <message>
        <source>With this code, whoever you show it to can check what you decided.</source>
        <translation>بهذا الرمز يمكن لمن تعرضه عليه أن يتحقق مما قرّرته.</translation>
    </message>
    <message>
        <source>It says nothing about your health.</source>
        <translation>لا يقول شيئًا عن صحتك.</translation>
    </message>
    <message>
        <source>Your receipt is printed below.</source>
        <translation>طُبع إيصالك في الأسفل.</translation>
    </message>
    <message>
        <source>Receipt code</source>
        <translation>رمز الإيصال</translation>
    </message>
    <message>
        <source>Print the receipt</source>
        <translation>طباعة الإيصال</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>إنهاء</translation>
    </message>
    <message>
        <source>Finish without paper</source>
        <translation>إنهاء من دون ورق</translation>
    </message>
</context>
<context>
    <name>RepresentingPage</name>
    <message>
        <source>For whom are you here?</source>
        <translation>لمن جئت؟</translation>
    </message>
    <message>
        <source>For myself</source>
        <translation>لنفسي</translation>
    </message>
    <message>
        <source>You decide and sign for this person. Both names stand in the record.</source>
        <translation>أنت تقرّر وتوقّع نيابةً عن هذا الشخص. يُسجَّل الاسمان معًا.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>توقف</translation>
    </message>
</context>
<context>
    <name>RevokePage</name>
    <message>
        <source>End this permission?</source>
        <translation>هل تريد إنهاء هذا الإذن؟</translation>
    </message>
    <message>
        <source>This is what you sign:</source>
        <translation>هذا ما توقّع عليه:</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>الإبقاء عليه</translation>
    </message>
    <message>
        <source>End it with PIN</source>
        <translation>إنهاؤه بالرمز السري</translation>
    </message>
</context>
<context>
    <name>Scroller</name>
    <message>
        <source>Back to the top</source>
        <translation>العودة إلى الأعلى</translation>
    </message>
    <message>
        <source>Show more below</source>
        <translation>عرض المزيد في الأسفل</translation>
    </message>
</context>
<context>
    <name>SigningPage</name>
    <message>
        <source>Sending your decision</source>
        <translation>جارٍ إرسال قرارك</translation>
    </message>
    <message>
        <source>It is signed. You can leave your card where it is.</source>
        <translation>تم التوقيع. يمكنك ترك بطاقتك في مكانها.</translation>
    </message>
    <message>
        <source>Your card is signing</source>
        <translation>بطاقتك توقّع الآن</translation>
    </message>
    <message>
        <source>Please leave it in the reader.</source>
        <translation>اتركها في القارئ من فضلك.</translation>
    </message>
</context>
<context>
    <name>StaffCalledPage</name>
    <message>
        <source>Somebody is coming to you</source>
        <translation>هناك من يأتي إليك</translation>
    </message>
    <message>
        <source>Calling the desk</source>
        <translation>جارٍ نداء مكتب الاستقبال</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Please stay here. If it takes too long, go to the desk.</source>
        <translation>ابقَ هنا من فضلك. إذا طال الانتظار فتوجّه إلى مكتب الاستقبال.</translation>
    </message>
    <message>
        <source>Without a card the desk checks you in. Please have a document with your picture ready.</source>
        <translation>من دون بطاقة يسجّل مكتب الاستقبال وصولك. جهّز وثيقة عليها صورتك من فضلك.</translation>
    </message>
    <message>
        <source>The desk finds somebody who speaks your language. Please stay here.</source>
        <translation>يبحث مكتب الاستقبال عمّن يتحدث لغتك. ابقَ هنا من فضلك.</translation>
    </message>
</context>
<context>
    <name>StaffConfirmPage</name>
    <message>
        <source>For: {name}</source>
        <translation>لأجل: {name}</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Order it</source>
        <translation>إصدار الأمر</translation>
    </message>
    <message>
        <source>Read the number again. Your card signs this order, and it stands in the audit.</source>
        <translation>اقرأ الرقم مرة أخرى. تُوقّع بطاقتك هذا الأمر ويُحفظ في سجل التدقيق.</translation>
    </message>
    <message>
        <source>The representative may decide for this patient for one year. Their card comes next, and the order stands in the audit under your card.</source>
        <translation>يجوز للممثل أن يقرر نيابة عن هذا المريض لمدة عام. بطاقته هي التالية، ويُحفظ الأمر في سجل التدقيق باسم بطاقتك.</translation>
    </message>
    <message>
        <source>Ask the patient for their name. The order stands in the audit under your card.</source>
        <translation>اسأل المريض عن اسمه. يُحفظ الأمر في سجل التدقيق باسم بطاقتك.</translation>
    </message>
</context>
<context>
    <name>StaffDonePage</name>
    <message>
        <source>It is ordered and waits to be confirmed. The patient can see that.</source>
        <translation>صدر الأمر وينتظر التأكيد. يمكن للمريض رؤية ذلك.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>تم.</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>إنهاء</translation>
    </message>
</context>
<context>
    <name>StaffHomePage</name>
    <message>
        <source>Staff: {name}</source>
        <translation>الموظف: {name}</translation>
    </message>
    <message>
        <source>Check this kiosk</source>
        <translation>فحص هذا الجهاز</translation>
    </message>
    <message>
        <source>Lock this kiosk</source>
        <translation>قفل هذا الجهاز</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>تسجيل الخروج</translation>
    </message>
</context>
<context>
    <name>StaffIdentityPage</name>
    <message>
        <source>Which document did you check?</source>
        <translation>أي وثيقة فحصت؟</translation>
    </message>
</context>
<context>
    <name>StaffNamePage</name>
    <message>
        <source>The patient&apos;s given name, for the greeting. Nothing more.</source>
        <translation>الاسم الأول للمريض من أجل التحية، لا أكثر.</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>متابعة</translation>
    </message>
</context>
<context>
    <name>StaffNumberPage</name>
    <message>
        <source>The patient&apos;s card is not needed.</source>
        <translation>لا حاجة إلى بطاقة المريض.</translation>
    </message>
</context>
<context>
    <name>StaffWorkingPage</name>
    <message>
        <source>Please leave the card in the reader.</source>
        <translation>اترك البطاقة في القارئ من فضلك.</translation>
    </message>
</context>
<context>
    <name>SwapCardsPage</name>
    <message>
        <source>Now the representative&apos;s card</source>
        <translation>الآن بطاقة الممثل</translation>
    </message>
    <message>
        <source>Take your own card out and put the representative&apos;s in.</source>
        <translation>أخرج بطاقتك وأدخل بطاقة الممثل.</translation>
    </message>
    <message>
        <source>Now the patient&apos;s card</source>
        <translation>الآن بطاقة المريض</translation>
    </message>
    <message>
        <source>Take your own card out and put the patient&apos;s in.</source>
        <translation>أخرج بطاقتك وأدخل بطاقة المريض.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>توقف</translation>
    </message>
</context>
<context>
    <name>TakeCardPage</name>
    <message>
        <source>Please take your card</source>
        <translation>خذ بطاقتك من فضلك</translation>
    </message>
    <message>
        <source>Thank you. You can take a seat, we call you.</source>
        <translation>شكرًا. يمكنك الجلوس وسنناديك.</translation>
    </message>
    <message>
        <source>Your visit is ended. Nothing of it is kept here.</source>
        <translation>انتهت زيارتك. لا يُحفظ منها شيء هنا.</translation>
    </message>
    <message>
        <source>Nobody was here for a while, so the visit was ended.</source>
        <translation>لم يكن أحد هنا منذ مدة، فأُنهيت الزيارة.</translation>
    </message>
    <message>
        <source>Something did not work, so the visit was ended. The desk can help you.</source>
        <translation>حدث خلل فأُنهيت الزيارة. يمكن لمكتب الاستقبال مساعدتك.</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>End the visit</source>
        <translation>إنهاء الزيارة</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>نداء الموظفين</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>to treat you</source>
        <translation>لعلاجك</translation>
    </message>
    <message>
        <source>to treat you in an emergency</source>
        <translation>لعلاجك في حالة طارئة</translation>
    </message>
    <message>
        <source>to plan your care</source>
        <translation>لتخطيط رعايتك</translation>
    </message>
    <message>
        <source>to settle the bill</source>
        <translation>لتسوية الفاتورة</translation>
    </message>
    <message>
        <source>for medical research</source>
        <translation>للبحث الطبي</translation>
    </message>
    <message>
        <source>because you asked for it</source>
        <translation>لأنك طلبت ذلك</translation>
    </message>
    <message>
        <source>to inform your family</source>
        <translation>لإعلام عائلتك</translation>
    </message>
    <message>
        <source>to run the clinic</source>
        <translation>لتسيير عمل العيادة</translation>
    </message>
    <message>
        <source>to protect public health</source>
        <translation>لحماية الصحة العامة</translation>
    </message>
    <message>
        <source>allergies</source>
        <translation>أنواع الحساسية</translation>
    </message>
    <message>
        <source>diagnoses</source>
        <translation>التشخيصات</translation>
    </message>
    <message>
        <source>reports of examinations</source>
        <translation>تقارير الفحوص</translation>
    </message>
    <message>
        <source>letters and documents</source>
        <translation>الرسائل والوثائق</translation>
    </message>
    <message>
        <source>visits and stays</source>
        <translation>الزيارات والإقامات</translation>
    </message>
    <message>
        <source>vaccinations</source>
        <translation>التطعيمات</translation>
    </message>
    <message>
        <source>medicines</source>
        <translation>الأدوية</translation>
    </message>
    <message>
        <source>test results and measurements</source>
        <translation>نتائج التحاليل والقياسات</translation>
    </message>
    <message>
        <source>name, address and birth date</source>
        <translation>الاسم والعنوان وتاريخ الميلاد</translation>
    </message>
    <message>
        <source>operations and treatments</source>
        <translation>العمليات والعلاجات</translation>
    </message>
    <message>
        <source>Today only</source>
        <translation>اليوم فقط</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 يومًا</translation>
    </message>
    <message>
        <source>One year</source>
        <translation>سنة واحدة</translation>
    </message>
    <message>
        <source>You are expected</source>
        <translation>نحن في انتظارك</translation>
    </message>
    <message>
        <source>You are checked in</source>
        <translation>سُجّل وصولك</translation>
    </message>
    <message>
        <source>Check-in is waiting to be sent</source>
        <translation>تسجيل الوصول ينتظر الإرسال</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>الهاتف</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>البريد الإلكتروني</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>العنوان</translation>
    </message>
    <message>
        <source>Health insurance</source>
        <translation>التأمين الصحي</translation>
    </message>
    <message>
        <source>Checking your card</source>
        <translation>جارٍ التحقق من بطاقتك</translation>
    </message>
    <message>
        <source>Checking you in</source>
        <translation>جارٍ تسجيل وصولك</translation>
    </message>
    <message>
        <source>Getting what you asked for</source>
        <translation>جارٍ جلب ما طلبت</translation>
    </message>
    <message>
        <source>Writing the text for you to read</source>
        <translation>جارٍ كتابة النص لتقرأه</translation>
    </message>
    <message>
        <source>Telling the officer</source>
        <translation>جارٍ إبلاغ المسؤول</translation>
    </message>
    <message>
        <source>Give a patient a card</source>
        <translation>إعطاء مريض بطاقة</translation>
    </message>
    <message>
        <source>Unblock a PIN</source>
        <translation>رفع الحظر عن رمز سري</translation>
    </message>
    <message>
        <source>Suspend a lost card</source>
        <translation>إيقاف بطاقة مفقودة</translation>
    </message>
    <message>
        <source>Make a suspended card valid again</source>
        <translation>إعادة تفعيل بطاقة موقوفة</translation>
    </message>
    <message>
        <source>Replace a card</source>
        <translation>استبدال بطاقة</translation>
    </message>
    <message>
        <source>Confirm a replacement</source>
        <translation>تأكيد استبدال بطاقة</translation>
    </message>
    <message>
        <source>Appoint a representative</source>
        <translation>تعيين ممثل</translation>
    </message>
    <message>
        <source>Confirm a representative</source>
        <translation>تأكيد ممثل</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>جواز سفر</translation>
    </message>
    <message>
        <source>Identity card</source>
        <translation>بطاقة هوية</translation>
    </message>
    <message>
        <source>Residence permit</source>
        <translation>تصريح إقامة</translation>
    </message>
    <message>
        <source>Known in person</source>
        <translation>معروف شخصيًا</translation>
    </message>
    <message>
        <source>Unlocking the card</source>
        <translation>جارٍ فتح البطاقة</translation>
    </message>
    <message>
        <source>The card makes its key</source>
        <translation>البطاقة تُنشئ مفتاحها</translation>
    </message>
    <message>
        <source>Writing the certificate</source>
        <translation>جارٍ كتابة الشهادة</translation>
    </message>
    <message>
        <source>Setting the PIN</source>
        <translation>جارٍ ضبط الرمز السري</translation>
    </message>
    <message>
        <source>The card proves its key</source>
        <translation>البطاقة تُثبت مفتاحها</translation>
    </message>
    <message>
        <source>Registering the card</source>
        <translation>جارٍ تسجيل البطاقة</translation>
    </message>
    <message>
        <source>Card reader</source>
        <translation>قارئ البطاقات</translation>
    </message>
    <message>
        <source>Plug the card reader in again.</source>
        <translation>أعد توصيل قارئ البطاقات.</translation>
    </message>
    <message>
        <source>Card service</source>
        <translation>خدمة البطاقات</translation>
    </message>
    <message>
        <source>Ask IT to start pcscd.</source>
        <translation>اطلب من قسم التقنية تشغيل pcscd.</translation>
    </message>
    <message>
        <source>Connection to the clinic&apos;s system</source>
        <translation>الاتصال بنظام العيادة</translation>
    </message>
    <message>
        <source>Look at the network cable, then ask IT to run fhir-bridge doctor.</source>
        <translation>افحص كابل الشبكة، ثم اطلب من قسم التقنية تشغيل fhir-bridge doctor.</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>الساعة</translation>
    </message>
    <message>
        <source>Ask IT to set this kiosk&apos;s clock.</source>
        <translation>اطلب من قسم التقنية ضبط ساعة هذا الجهاز.</translation>
    </message>
    <message>
        <source>This kiosk&apos;s registration</source>
        <translation>تسجيل هذا الجهاز</translation>
    </message>
    <message>
        <source>Ask IT to register this kiosk again.</source>
        <translation>اطلب من قسم التقنية تسجيل هذا الجهاز من جديد.</translation>
    </message>
    <message>
        <source>Waiting to be sent</source>
        <translation>في انتظار الإرسال</translation>
    </message>
    <message>
        <source>Wait: it is sent as soon as the clinic&apos;s system answers.</source>
        <translation>انتظر: يُرسَل حالما يستجيب نظام العيادة.</translation>
    </message>
    <message>
        <source>Room on the disk</source>
        <translation>المساحة على القرص</translation>
    </message>
    <message>
        <source>Ask IT to make room on this kiosk&apos;s disk.</source>
        <translation>اطلب من قسم التقنية توفير مساحة على قرص هذا الجهاز.</translation>
    </message>
</context>
<context>
    <name>WorkingPage</name>
    <message>
        <source>This takes a moment. Leave your card in the reader.</source>
        <translation>يستغرق هذا لحظة. اترك بطاقتك في القارئ.</translation>
    </message>
</context>
</TS>
