/** Something wrong at a place of a text. */
export interface TextFault {
  /** Offsets in the text, in UTF-16 units; `end` is behind the last. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}
