import { effectiveInput } from '../dataFlow.ts';
import type { Json } from '../json.ts';
import { evaluationError, fillJsonata } from '../jsonata.ts';
import { brief } from '../jsonPath.ts';
import { evaluateExpression, fillTemplate } from '../payloadTemplate.ts';
import { contextOf, jsonataRoots, pathRoots, type Stay } from '../scope.ts';
import { runtimeError } from '../statesError.ts';

/** The items of ItemsPath or Items. @throws StatesError when they are no array */
export async function itemsOf(stay: Stay): Promise<Json[]> {
  const { state } = stay;
  if (stay.language === 'JSONata') {
    const items = state.Items === undefined ? stay.input : await fillJsonata(state.Items, jsonataRoots(stay), 'Items');
    if (Array.isArray(items)) return items;
    throw evaluationError('Items', `Map state input must be an array but was: ${brief(items)}`);
  }
  const input = effectiveInput(stay);
  const items =
    state.ItemsPath === undefined ? input : evaluateExpression(state.ItemsPath, pathRoots(stay, input), 'ItemsPath');
  if (Array.isArray(items)) return items;
  throw runtimeError(`Reference path "${state.ItemsPath ?? '$'}" must point to array, but was: ${brief(items)}`);
}

/** What an iteration gets: the item, or what ItemSelector makes of it. */
export async function itemInput(stay: Stay, index: number, item: Json): Promise<Json> {
  const { state } = stay;
  const selector = state.ItemSelector ?? (stay.language === 'JSONPath' ? state.Parameters : undefined);
  if (selector === undefined) return item;
  const context = contextOf(stay, { Map: { Item: { Index: index, Value: item } } });
  return stay.language === 'JSONata'
    ? await fillJsonata(selector, jsonataRoots(stay, {}, context), 'ItemSelector')
    : fillTemplate(selector, pathRoots(stay, effectiveInput(stay), context));
}
