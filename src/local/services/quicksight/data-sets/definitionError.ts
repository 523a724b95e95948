import { ExpressionError } from '../expressions/expressionError.ts';

/** A data set that cannot be made from its tables as they are given. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

/** Says where in a definition an expression goes wrong. @throws DefinitionError */
export function says<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof DefinitionError) {
      throw new DefinitionError(`${where}: ${error.message}`);
    }
    throw error;
  }
}
