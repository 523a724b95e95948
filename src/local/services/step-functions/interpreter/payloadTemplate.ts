/** Templates such as Parameters: a member named `x.$` gets the value of its path or intrinsic function as `x`. */
import { evaluateIntrinsic } from './intrinsicExpression.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { findPath, type PathRoots } from './jsonPath.ts';
import { runtimeError } from './statesError.ts';

/** @throws StatesError when a path leads nowhere or a function fails */
export function fillTemplate(template: Json, roots: PathRoots): Json {
  if (Array.isArray(template)) return template.map((each) => fillTemplate(each, roots));
  if (!isObject(template)) return template;
  const filled: JsonObject = {};
  for (const [name, value] of Object.entries(template)) {
    if (!name.endsWith('.$')) filled[name] = fillTemplate(value, roots);
    else if (typeof value === 'string') filled[name.slice(0, -2)] = evaluateExpression(value, roots, name);
    else
      throw runtimeError(
        `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`,
      );
  }
  return filled;
}

/** The value of a path or an intrinsic function. `field` is named in the error. */
export function evaluateExpression(expression: string, roots: PathRoots, field: string): Json {
  if (!expression.startsWith('$')) return evaluateIntrinsic(expression, roots);
  const value = findPath(expression, roots);
  if (value === undefined) {
    throw runtimeError(
      `The JSONPath '${expression}' specified for the field '${field}' could not be found in the input '${JSON.stringify(roots.input)}'`,
    );
  }
  return value;
}
