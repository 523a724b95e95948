/** A calculated field or condition that cannot be read, or asks for what is not done here. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
