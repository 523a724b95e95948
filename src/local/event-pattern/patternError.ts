/** A pattern that is none; the message says why. Each service words its own fault around it. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}
