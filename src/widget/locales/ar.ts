// Arabic. What is put into a sentence, such as a Latin name, is isolated: it keeps its own direction and turns nothing around it. A notice
// begins with a word of the language, so that its direction is right whatever the name in it.

import type { Translation } from "./translation.ts";

export const words: Translation<"zero" | "one" | "two" | "few" | "many"> = ({ plural, number }) => {
  const isolate = (text: string) => `\u2068${text}\u2069`;
  const messages = (count: number, fresh: boolean) =>
    fresh
      ? plural(count, {
          zero: "لا رسائل جديدة",
          one: "رسالة جديدة واحدة",
          two: "رسالتان جديدتان",
          few: "# رسائل جديدة",
          many: "# رسالة جديدة",
          other: "# رسالة جديدة",
        })
      : plural(count, {
          zero: "لا رسائل غير مقروءة",
          one: "رسالة واحدة غير مقروءة",
          two: "رسالتان غير مقروءتين",
          few: "# رسائل غير مقروءة",
          many: "# رسالة غير مقروءة",
          other: "# رسالة غير مقروءة",
        });
  const characters = (count: number) =>
    plural(count, {
      zero: "لا أحرف",
      one: "حرف واحد",
      two: "حرفان",
      few: "# أحرف",
      many: "# حرفًا",
      other: "# حرف",
    });
  return {
    lang: "ar",
    dir: "rtl",

    launcherOpen: "فتح المحادثة",
    launcherOpenUnread: (count) => `فتح المحادثة، ${messages(count, false)}`,
    launcherClose: "إغلاق المحادثة",
    close: "إغلاق",

    title: "تحدّث معنا",
    titleAgent: (agent) => `محادثة مع ${isolate(agent)}`,
    stateNone: "اكتب متى شئت",
    stateOpen: "سيجيبك أحد أفراد الفريق هنا. يمكنك إغلاق النافذة، وتبقى المحادثة مفتوحة.",
    stateActive: (agent) => `معك الآن ${isolate(agent)}`,
    stateActiveUnnamed: "معك الآن أحد أفراد الفريق",
    stateWaiting: (agent) => `سيصل إشعار إلى ${isolate(agent)} عندما تكتب`,
    stateWaitingUnnamed: "سيصلنا إشعار عندما تكتب",
    stateClosed: (date) => `أُغلقت هذه المحادثة في ${isolate(date)}. اكتب لبدء محادثة جديدة.`,
    stateClosedToday: "أُغلقت هذه المحادثة اليوم. اكتب لبدء محادثة جديدة.",
    stateClosedUndated: "أُغلقت هذه المحادثة. اكتب لبدء محادثة جديدة.",
    hoursClosed: "نحن خارج أوقات العمل الآن. اترك رسالتك.",
    hoursFrom: (when) => `موعد عودتنا: ${isolate(when)}. اترك رسالتك.`,

    connecting: "جارٍ الاتصال…",
    offline: "لا يوجد اتصال بالإنترنت. سيُرسل ما تكتبه لاحقًا.",
    trouble: "تعذّر الوصول إلى المحادثة. نعيد المحاولة تلقائيًا.",
    authRequired: "سجّل الدخول من جديد للمتابعة.",
    storageMemory: "لا يمكن حفظ الرسائل غير المُرسلة على هذا الجهاز.",
    signIn: "تسجيل الدخول",
    signInTitle: "سجّل الدخول لبدء المحادثة",
    signInText: "محادثتك محفوظة في حسابك، على كل أجهزتك.",

    greeting: "أهلًا بك! كيف يمكننا مساعدتك؟",
    greetingNamed: (name) => `أهلًا ${isolate(name)}، كيف يمكننا مساعدتك؟`,
    greetingText: "اكتب في الوقت الذي يناسبك. يبقى الرد هنا، فيمكنك المغادرة ثم العودة.",

    transcript: "الرسائل",
    loading: "جارٍ تحميل الرسائل",
    loadingOlder: "جارٍ تحميل الرسائل الأقدم…",
    olderFailed: "تعذّر تحميل الرسائل الأقدم.",
    tryAgain: "أعد المحاولة",
    newMessages: "رسائل جديدة",
    search: "البحث في الرسائل",
    searchCount: (present, of) => `${number(present)} من ${number(of)}`,
    searchCountOlder: (present, of) => `${number(present)} من ${number(of)}، جارٍ البحث في الرسائل الأقدم…`,
    searchOlder: "جارٍ البحث في الرسائل الأقدم…",
    searchNone: "لا نتائج",
    searchEarlier: "النتيجة السابقة",
    searchLater: "النتيجة التالية",
    jump: "الانتقال إلى أحدث رسالة",
    jumpNew: (count) => `${messages(count, true)}، الانتقال إلى الأحدث`,
    today: "اليوم",
    yesterday: "أمس",
    tomorrow: (time) => `غدًا ${isolate(time)}`,

    you: "أنت",
    said: (who, time) => `${isolate(who)}، ${isolate(time)}: `,
    edited: "معدَّلة",
    deleted: "رسالة محذوفة",
    queued: "على هذا الجهاز",
    unsaved: "غير محفوظة على هذا الجهاز",
    sending: "جارٍ الإرسال",
    sent: "أُرسلت",
    read: "قُرئت",
    failed: "لم تُرسل",
    held: "لم تُرسل: كُتبت قبل أكثر من يوم",
    sendNow: "إرسال الآن",
    failedText: "لا يمكن إرسال هذا النص كما هو",
    failedForbidden: "لا يمكن لهذا الحساب الكتابة هنا",
    failedRejected: "لم تُقبل الرسالة",
    failedAlert: (reason) => `لم تُرسل الرسالة: ${isolate(reason)}.`,
    retry: "إعادة المحاولة",
    edit: "تعديل",
    discard: "تجاهل",

    noticeOpened: (date) => `محادثة جديدة، ${isolate(date)}`,
    noticeOpenedToday: "محادثة جديدة، اليوم",
    noticeJoined: (agent) => `انضم إلى المحادثة ${isolate(agent)}`,
    noticeChanged: (agent) => `تولّى المحادثة ${isolate(agent)}`,
    noticeWaiting: (agent) => `غادر مؤقتًا ${isolate(agent)}؛ اكتب متى شئت`,
    noticeResumed: (agent) => `عاد إلى المحادثة ${isolate(agent)}`,
    noticeClosed: (agent) => `أنهى هذه المحادثة ${isolate(agent)}`,
    noticeClosedUnnamed: "انتهت المحادثة",
    anAgent: "أحد أفراد الفريق",

    composer: "الرسالة",
    placeholder: "اكتب رسالة",
    send: "إرسال",
    charactersLeft: (count) => `المتبقي: ${characters(count)}`,
    charactersOver: (count) => `الزيادة: ${characters(count)}`,
    sendFailed: "تعذّر الإرسال. نصّك ما زال هنا.",
    announceNew: (count) => messages(count, true),
  };
};
