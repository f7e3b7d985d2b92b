// Values of unknown make, read with suspicion: as what they should be, or null. Knows nothing of what they mean.

export type Raw = Readonly<Record<string, unknown>>;

export function toRecord(value: unknown): Raw | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Raw) : null;
}

export function toText(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** A whole number that is not negative. */
export function toCount(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}
