/** Whether a statement's error says, in the words of Athena or of Redshift, that a relation or its schema is not there. */
export function saysMissing(message: string): boolean {
  return /^(TABLE|SCHEMA)_NOT_FOUND\b|\b(relation|schema|table) "[^\n]*" does not exist/i.test(message);
}
