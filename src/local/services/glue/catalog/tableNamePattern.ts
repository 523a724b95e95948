import { invalidInput } from '../glueOperation.ts';

/**
 * GetTables' Expression. The API calls it a regular expression, yet clients write Hive's patterns too, where a `*` of
 * its own stands for any text (`sales*`, `*daily*`); both are taken. The whole name must match.
 * @throws Fault InvalidInputException
 */
export function tableNamePattern(expression: string): (name: string) => boolean {
  const regular = expression.replace(/(^|[^.\])\\}])\*/g, '$1.*');
  try {
    const pattern = new RegExp(`^(?:${regular})$`, 'i');
    return (name) => pattern.test(name);
  } catch {
    throw invalidInput(`The expression ${expression} is not a valid pattern.`);
  }
}
