// Hebrew. What is put into a sentence, such as a Latin name, is isolated: it keeps its own direction and turns nothing around it. A notice
// begins with a word of the language, so that its direction is right whatever the name in it.

import type { Translation } from "./translation.ts";

export const words: Translation<"one" | "two"> = ({ plural, number }) => {
  const isolate = (text: string) => `\u2068${text}\u2069`;
  return {
    lang: "he",
    dir: "rtl",

    launcherOpen: "פתיחת הצ׳אט",
    launcherOpenUnread: (count) =>
      `פתיחת הצ׳אט, ${plural(count, { one: "הודעה אחת שלא נקראה", two: "שתי הודעות שלא נקראו", other: "# הודעות שלא נקראו" })}`,
    launcherClose: "סגירת הצ׳אט",
    close: "סגירה",

    title: "דברו איתנו",
    titleAgent: (agent) => `צ׳אט עם ${isolate(agent)}`,
    stateNone: "אפשר לכתוב בכל עת",
    stateOpen: "נציג מהצוות יענה כאן. אפשר לסגור את החלון; הצ׳אט נשאר פתוח.",
    stateActive: (agent) => `איתך בצ׳אט: ${isolate(agent)}`,
    stateActiveUnnamed: "נציג מהצוות איתך בצ׳אט",
    stateWaiting: (agent) => `הודעה תישלח אל ${isolate(agent)} כשתכתבו`,
    stateWaitingUnnamed: "נקבל הודעה כשתכתבו",
    stateClosed: (date) => `השיחה נסגרה בתאריך ${isolate(date)}. כתבו כדי להתחיל שיחה חדשה.`,
    stateClosedToday: "השיחה נסגרה היום. כתבו כדי להתחיל שיחה חדשה.",
    stateClosedUndated: "השיחה נסגרה. כתבו כדי להתחיל שיחה חדשה.",
    hoursClosed: "אנחנו סגורים כרגע. אפשר להשאיר הודעה.",
    hoursFrom: (when) => `המענה יחודש: ${isolate(when)}. אפשר להשאיר הודעה.`,

    connecting: "מתחבר…",
    offline: "אין חיבור לאינטרנט. מה שתכתבו יישלח מאוחר יותר.",
    trouble: "אין גישה לצ׳אט. ננסה שוב אוטומטית.",
    authRequired: "יש להתחבר מחדש כדי להמשיך.",
    storageMemory: "אי אפשר לשמור במכשיר הזה הודעות שלא נשלחו.",
    signIn: "התחברות",
    signInTitle: "התחברו כדי לשוחח",
    signInText: "השיחה נשמרת בחשבון שלכם, בכל מכשיר.",

    greeting: "שלום! איך אפשר לעזור?",
    greetingNamed: (name) => `שלום ${isolate(name)}, איך אפשר לעזור?`,
    greetingText: "כתבו מתי שנוח לכם. התשובה נשארת כאן, אז אפשר לצאת ולחזור.",

    transcript: "הודעות",
    loading: "ההודעות נטענות",
    loadingOlder: "הודעות קודמות נטענות…",
    olderFailed: "לא ניתן היה לטעון הודעות קודמות.",
    tryAgain: "ניסיון נוסף",
    newMessages: "הודעות חדשות",
    search: "חיפוש בהודעות",
    searchCount: (present, of) => `${number(present)} מתוך ${number(of)}`,
    searchCountOlder: (present, of) => `${number(present)} מתוך ${number(of)}, מחפשים בהודעות ישנות יותר…`,
    searchOlder: "מחפשים בהודעות ישנות יותר…",
    searchNone: "לא נמצא דבר",
    searchEarlier: "התוצאה הקודמת",
    searchLater: "התוצאה הבאה",
    jump: "מעבר להודעה האחרונה",
    jumpNew: (count) =>
      `${plural(count, { one: "הודעה חדשה אחת", two: "שתי הודעות חדשות", other: "# הודעות חדשות" })}, מעבר לאחרונה`,
    today: "היום",
    yesterday: "אתמול",
    tomorrow: (time) => `מחר ${isolate(time)}`,

    you: "אתם",
    said: (who, time) => `${isolate(who)}, ${isolate(time)}: `,
    edited: "נערכה",
    deleted: "ההודעה נמחקה",
    queued: "במכשיר הזה",
    unsaved: "לא נשמרה במכשיר הזה",
    sending: "נשלחת",
    sent: "נשלחה",
    read: "נקראה",
    failed: "לא נשלחה",
    held: "לא נשלחה: נכתבה לפני יותר מיממה",
    sendNow: "שליחה עכשיו",
    failedText: "אי אפשר לשלוח את הטקסט כמו שהוא",
    failedForbidden: "החשבון הזה לא יכול לכתוב כאן",
    failedRejected: "ההודעה לא התקבלה",
    failedAlert: (reason) => `ההודעה לא נשלחה: ${isolate(reason)}.`,
    retry: "שליחה חוזרת",
    edit: "עריכה",
    discard: "ביטול",

    noticeOpened: (date) => `שיחה חדשה, ${isolate(date)}`,
    noticeOpenedToday: "שיחה חדשה, היום",
    noticeJoined: (agent) => `הצטרפות לשיחה: ${isolate(agent)}`,
    noticeChanged: (agent) => `המשך הטיפול: ${isolate(agent)}`,
    noticeWaiting: (agent) => `יציאה זמנית: ${isolate(agent)}; אפשר לכתוב בכל עת`,
    noticeResumed: (agent) => `חזרה לשיחה: ${isolate(agent)}`,
    noticeClosed: (agent) => `השיחה נסגרה על ידי ${isolate(agent)}`,
    noticeClosedUnnamed: "השיחה הסתיימה",
    anAgent: "נציג מהצוות",

    composer: "הודעה",
    placeholder: "כתבו הודעה",
    send: "שליחה",
    charactersLeft: (count) =>
      plural(count, { one: "נותר תו אחד", two: "נותרו שני תווים", other: "נותרו # תווים" }),
    charactersOver: (count) =>
      plural(count, { one: "תו אחד מיותר", two: "שני תווים מיותרים", other: "# תווים מיותרים" }),
    sendFailed: "השליחה נכשלה. הטקסט שלכם עדיין כאן.",
    announceNew: (count) =>
      plural(count, { one: "הודעה חדשה אחת", two: "שתי הודעות חדשות", other: "# הודעות חדשות" }),
  };
};
