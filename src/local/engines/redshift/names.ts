/** Where a piece of a statement stands in the text that was parsed: characters from 0, the end excluded. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** `name`, `schema.name` or `database.schema.name`, folded as the session folds identifiers. */
export interface RelationName {
  readonly database?: string;
  readonly schema?: string;
  readonly name: string;
  /** Where it begins in the text that was parsed. */
  readonly at: number;
}
