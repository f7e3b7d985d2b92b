// What the made-up shop sells.

import harbourMug from "./art/harbour-mug.svg";
import kelpSoap from "./art/kelp-soap.svg";
import ropeMat from "./art/rope-mat.svg";
import stormLantern from "./art/storm-lantern.svg";
import tideClock from "./art/tide-clock.svg";
import woolCap from "./art/wool-cap.svg";

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: string;
  readonly line: string;
  readonly about: string;
  readonly picture: string;
}

export const PRODUCTS: readonly Product[] = [
  {
    id: "tide-clock",
    name: "Tide clock",
    price: "€64",
    line: "One hand, twelve hours and twenty-five minutes.",
    about:
      "Follows the moon, not the sun: the hand goes round once from high water to high water. Set it at the next high tide and it stays right on any coast with two tides a day. Runs for a year on one AA battery.",
    picture: tideClock,
  },
  {
    id: "storm-lantern",
    name: "Storm lantern",
    price: "€48",
    line: "Stays lit when the window doesn’t stay shut.",
    about:
      "Powder-coated steel with a glass chimney that lifts for cleaning. Burns twenty hours on one filling of lamp oil. Spare wicks are in the base.",
    picture: stormLantern,
  },
  {
    id: "harbour-mug",
    name: "Harbour mug",
    price: "€16",
    line: "Enamel, half a litre, no two waves alike.",
    about:
      "Dipped by hand, so the waterline of each one differs. Safe on a stove, in a dishwasher and, mostly, overboard.",
    picture: harbourMug,
  },
  {
    id: "wool-cap",
    name: "Watch cap",
    price: "€29",
    line: "Merino, ribbed, red enough to be found.",
    about:
      "Knitted from one continuous thread of undyed and red merino. Fits under a hood, and over most opinions.",
    picture: woolCap,
  },
  {
    id: "kelp-soap",
    name: "Kelp soap",
    price: "€9",
    line: "Lathers in salt water.",
    about:
      "Made with coconut oil, which still lathers in sea water, and dried kelp for a little roughness. 140 grams.",
    picture: kelpSoap,
  },
  {
    id: "rope-mat",
    name: "Rope mat",
    price: "€38",
    line: "Retired mooring line, on a second watch.",
    about:
      "Hand-coiled from used harbour rope, washed three times. Oval, 70 by 50 centimetres. It smells faintly of boats.",
    picture: ropeMat,
  },
];
