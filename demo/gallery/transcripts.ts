// The transcripts that the gallery's states show.

import type { Item } from "../../src/model/item.ts";
import { by, happens, isGone, note, type Talk } from "./talk.ts";

/** Two conversations over three days: dividers, groups, notices, an edited message and a deleted one. */
export function twoConversations(talk: Talk): Item[] {
  const first = talk(12, "14:05", [
    happens("opened"),
    by("ana")("Hello! Does the tide clock work on a lake?", "مرحبًا! هل تعمل ساعة المدّ والجزر على بحيرة؟"),
    happens("agent-joined", "Mia Lindqvist", 3),
    by("mia")("Hi Ana! It does, if your lake has tides. 🌊", "أهلًا آنا! نعم، إذا كان في بحيرتك مدّ وجزر. 🌊"),
    by("mia")("Most have none, I'm afraid.", "معظم البحيرات ليس فيها مدّ للأسف."),
    by("ana", 4)("Then I'll think about it. Thanks!", "سأفكّر في الأمر إذن. شكرًا!"),
    happens("closed", "Mia Lindqvist", 30),
  ]);
  const second = talk(
    1,
    "17:40",
    [
      happens("opened"),
      by("bot")(
        "Thanks for writing. Somebody will be with you soon.",
        "شكرًا لمراسلتنا. سيكون معك أحد زملائنا قريبًا.",
      ),
      by("ana")("My storm lantern came without a wick.", "وصلني فانوس العواصف بدون فتيل."),
      by("ana")("Order TD-20417, from Monday", "الطلب TD-20417 من يوم الاثنين"),
      happens("agent-joined", "Rui", 2),
      by("rui", 1, { editedAt: "2026-11-20T12:00:00Z" })(
        "Sorry about that! I've put a wick into today's post.\n\nIt fits the lantern and the smaller one:\nhttps://tidal.example/parts/wicks/storm-lantern?size=12mm&colour=natural",
        "نعتذر عن ذلك! وضعتُ فتيلًا في بريد اليوم.\n\nوهو يناسب الفانوسين الكبير والصغير:\nhttps://tidal.example/parts/wicks/storm-lantern?size=12mm&colour=natural",
      ),
      isGone("rui"),
    ],
    first,
  );
  return talk(
    0,
    "9:02",
    [
      note("Tracking number: TD 0091 4420", "رقم التتبّع: TD 0091 4420"),
      by("ana")("It's here already. Thank you!", "وصل بالفعل. شكرًا لك!"),
      by("rui", 2)("Lovely. Enjoy the light!", "رائع. استمتعي بالضوء!"),
      by("ana", 9)("One more thing", "سؤال أخير"),
      by("ana")(
        "Can I wash the wool cap, and if so, how warm?",
        "هل يمكن غسل القبعة الصوفية، وعلى أيّ درجة حرارة؟",
      ),
    ],
    second,
  );
}

/** More than a window draws: some hundred messages over two weeks. */
export function longTranscript(talk: Talk): Item[] {
  let items: Item[] = talk(15, "8:00", [happens("opened")]);
  for (let day = 14; day >= 0; day -= 1) {
    const entries = Array.from({ length: 20 }, (_, index) => {
      const number = (14 - day) * 20 + index + 1;
      const who = index % 5 < 2 ? "ana" : "rui";
      return by(who, index % 5 === 0 ? 12 : 1)(
        index % 7 === 3
          ? `Parcel ${number} is on its way to you, with the ${longWords}.`
          : `Parcel ${number}`,
        index % 7 === 3 ? `الطرد ${number} في طريقه إليك مع القبعة الصوفية وساعة المدّ.` : `الطرد ${number}`,
      );
    });
    items = talk(day, "9:00", entries, items);
  }
  return items;
}

const longWords = "wool cap, the tide clock and the harbour mug that you asked for last week";

/** Names and words that are longer than any bubble. */
export function unbroken(talk: Talk): Item[] {
  const word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
  const author = { role: "agent", id: "ag_9", name: `${word} ${word}` } as const;
  return talk(0, "9:00", [
    by("ana")(word.repeat(4), word.repeat(4)),
    by("rui", 1, { author })(word.repeat(3), "سعادة".repeat(60)),
    by("ana")("!", "!"),
  ]);
}

/** A picture and a paper, one that is still looked at, and one that was not safe. */
export function withFiles(talk: Talk): Item[] {
  const file = { id: "at_2", name: "invoice TD-20417.pdf", type: "application/pdf", bytes: 84_000 };
  return talk(0, "9:02", [
    by("ana", 1, {
      attachments: [{ id: "at_1", name: "lantern.jpg", type: "image/jpeg", bytes: 1_840_000, scan: "clean" }],
    })("This is how it came.", "هكذا وصل."),
    by("rui", 2, { attachments: [{ ...file, scan: "clean" }] })("And here is your invoice.", "وهذه فاتورتك."),
    by("ana", 1, { attachments: [{ ...file, id: "at_5", name: "receipt.pdf", scan: "pending" }] })(
      "My receipt",
      "إيصالي",
    ),
    by("rui", 1, { attachments: [{ ...file, id: "at_6", name: "tool.pdf", scan: "rejected" }] })(
      "And the manual",
      "والدليل",
    ),
  ]);
}

export function withMarkup(talk: Talk): Item[] {
  return talk(0, "9:02", [
    by("ana")("How do I change the wick?", "كيف أغيّر الفتيل؟"),
    by("rui", 2, {
      format: "markdown",
      quickReplies: ["That worked", "I need help with it", "Send me a new one"],
    })(
      "**Let it cool first.** Then:\n\n1. Lift the glass\n2. Turn the *small* wheel\n3. Pull the old wick out\n\n> Never cut it while it burns.\n\nThe part is `TD-12mm`, see https://tidal.example/wicks",
      "**دعه يبرد أولًا.** ثم:\n\n1. ارفع الزجاج\n2. أدر العجلة *الصغيرة*\n3. اسحب الفتيل القديم\n\n> لا تقصّه وهو مشتعل.\n\nالقطعة هي `TD-12mm`، انظر https://tidal.example/wicks",
    ),
  ]);
}
