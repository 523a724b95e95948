import type { ChoiceRule } from '../asl.ts';
import { ruleHolds } from '../choiceRules.ts';
import { effectiveInput, jsonataOutcome, outputOf } from '../dataFlow.ts';
import type { JsonObject } from '../json.ts';
import { evaluationError, fillJsonata } from '../jsonata.ts';
import { fillTemplate } from '../payloadTemplate.ts';
import { jsonataRoots, type Outcome, pathRoots, type Stay } from '../scope.ts';
import { StatesError } from '../statesError.ts';

/** Goes where the first rule that holds leads. */
export async function runChoice(stay: Stay): Promise<Outcome> {
  return stay.language === 'JSONata' ? await chooseJsonata(stay) : chooseJsonPath(stay);
}

function chooseJsonPath(stay: Stay): Outcome {
  const { state } = stay;
  const input = effectiveInput(stay);
  const roots = pathRoots(stay, input);
  const rule = state.Choices?.find((each) => ruleHolds(each, roots));
  const assign = rule ? rule.Assign : state.Assign;
  return {
    output: outputOf(stay, input),
    next: targetOf(stay, rule),
    assigned: assign && (fillTemplate(assign, roots) as JsonObject),
  };
}

async function chooseJsonata(stay: Stay): Promise<Outcome> {
  const { state } = stay;
  const roots = jsonataRoots(stay);
  for (const [i, rule] of (state.Choices ?? []).entries()) {
    const holds = await fillJsonata(rule.Condition ?? false, roots, `Choices[${i}]/Condition`);
    if (typeof holds !== 'boolean') {
      throw evaluationError(
        `Choices[${i}]/Condition`,
        `The JSONata expression '${String(rule.Condition)}' specified for the field 'Choices[${i}]/Condition' returned an unexpected result type. Expected 'boolean', but was '${holds === null ? 'null' : typeof holds}'.`,
      );
    }
    if (holds) return await jsonataOutcome(stay, {}, rule.Output, rule.Assign, stay.input, targetOf(stay, rule));
  }
  return await jsonataOutcome(stay, {}, state.Output, state.Assign, stay.input, targetOf(stay, undefined));
}

function targetOf(stay: Stay, rule: ChoiceRule | undefined): string {
  const target = rule ? rule.Next : stay.state.Default;
  if (target !== undefined) return target;
  throw new StatesError(
    'States.NoChoiceMatched',
    'Failed to transition out of the state. The state does not point to a next state.',
    { placed: true },
  );
}
