import * as vscode from 'vscode';
import { z } from 'zod';
import type { Action, FormField, InputForm } from '../../../core/action.ts';
import { translated } from '../../../core/l10n.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { titleOf } from './titleOf.ts';

interface InputSchema {
  readonly properties?: Readonly<Record<string, FormField>>;
  readonly required?: readonly string[];
}

/** What a member is one of; undefined where anything of its schema will do. */
export type Choices = (member: string) => Promise<readonly string[] | undefined>;

/** Asks for an action's input, one member after the other, as its schema describes them. Undefined when dismissed. */
export async function askInput(action: Action<Ctx>, choices: Choices): Promise<Record<string, unknown> | undefined> {
  if (!action.input) return {};
  const schema = z.toJSONSchema(action.input, { io: 'input' }) as InputSchema;
  return await askFields(action, schema.properties ?? {}, schema.required ?? [], choices, true);
}

/** The same for what only the target says; where that says nothing, the member itself is asked for, as JSON. */
export async function askForm(
  action: Action<Ctx>,
  { member, fields }: InputForm,
): Promise<Record<string, unknown> | undefined> {
  const noChoices = async () => undefined;
  const names = Object.keys(fields);
  if (names.length > 0) {
    const answers = await askFields(
      action,
      fields,
      names.filter((name) => !isNullable(fields[name])),
      noChoices,
    );
    return answers && { [member]: answers };
  }
  const schema = action.input ? (z.toJSONSchema(action.input, { io: 'input' }) as InputSchema) : {};
  return await askFields(action, { [member]: schema.properties?.[member] ?? { type: 'object' } }, [], noChoices);
}

async function askFields(
  action: Action<Ctx>,
  fields: Readonly<Record<string, FormField>>,
  required: readonly string[],
  choices: Choices,
  paths = false,
): Promise<Record<string, unknown> | undefined> {
  const members = Object.entries(fields);
  const input: Record<string, unknown> = {};
  for (const [i, [name, field]] of members.entries()) {
    const title = `${titleOf(action)}${members.length > 1 ? ` (${i + 1}/${members.length})` : ''}`;
    if (paths && (name === 'files' || name === 'to')) {
      const picked = await askPaths(title, name);
      if (!picked) return undefined;
      input[name] = picked.value;
      continue;
    }
    const given = await choices(name);
    const shown = given && given.length > 0 ? { ...field, enum: given } : field;
    const answer = await askMember(title, name, shown, required.includes(name));
    if (answer === undefined) return undefined;
    if (answer.value !== undefined) input[name] = answer.value;
  }
  return input;
}

const typesOf = ({ type }: FormField): readonly string[] => (type === undefined ? [] : [type].flat());

function isNullable(field: FormField | undefined): boolean {
  return field !== undefined && typesOf(field).includes('null');
}

async function askMember(
  title: string,
  name: string,
  field: FormField,
  required: boolean,
): Promise<{ readonly value: unknown } | undefined> {
  const label = field.description ? translated(field.description) : name;
  const types = typesOf(field);
  if (field.enum) return await pick(title, label, field.enum, field.default);
  if (types.includes('boolean')) return await pick(title, label, [true, false], field.default);
  const isText = types.length === 0 ? typeof (field.default ?? '') === 'string' : types.includes('string');
  const isNumber = types.includes('integer') || types.includes('number');
  const asJson = !isText && !isNumber;
  const preset = field.default ?? (asJson ? (types.includes('array') ? [] : {}) : undefined);
  const text = await vscode.window.showInputBox({
    title,
    prompt: label,
    value: preset === undefined ? '' : typeof preset === 'string' ? preset : JSON.stringify(preset),
    ignoreFocusOut: true,
    validateInput: (typed) => fault(typed, field, required, { asJson, isNumber }),
  });
  if (text === undefined) return undefined;
  // What may be null is null, not the default, when the field is emptied.
  if (text === '') return { value: isNullable(field) ? null : undefined };
  if (asJson) return { value: JSON.parse(text) as unknown };
  return { value: isNumber && !isText ? Number(text) : text };
}

/** One of few; the default stands first, so that Enter takes it. */
async function pick(
  title: string,
  placeHolder: string,
  values: readonly unknown[],
  preset: unknown,
): Promise<{ readonly value: unknown } | undefined> {
  const sorted = [...values].sort((a, b) => Number(b === preset) - Number(a === preset));
  const items = sorted.map((value) => ({ label: String(value), value }));
  return await vscode.window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
}

function fault(
  typed: string,
  { minimum, maximum }: FormField,
  required: boolean,
  { asJson, isNumber }: { readonly asJson: boolean; readonly isNumber: boolean },
): string | undefined {
  if (typed === '') return required ? vscode.l10n.t('A value is required.') : undefined;
  if (asJson) {
    try {
      JSON.parse(typed);
    } catch (error) {
      return vscode.l10n.t('This is not JSON: {0}', (error as Error).message);
    }
  }
  if (!isNumber) return undefined;
  const number = Number(typed);
  if (!Number.isFinite(number)) return vscode.l10n.t('This is not a number.');
  if (minimum !== undefined && number < minimum) return vscode.l10n.t('It must be at least {0}.', minimum);
  if (maximum !== undefined && number > maximum) return vscode.l10n.t('It must be at most {0}.', maximum);
  return undefined;
}

async function askPaths(title: string, name: 'files' | 'to'): Promise<{ readonly value: unknown } | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title,
    canSelectFiles: name === 'files',
    canSelectFolders: name === 'to',
    canSelectMany: name === 'files',
    openLabel: name === 'files' ? vscode.l10n.t('Upload') : vscode.l10n.t('Download Here'),
  });
  if (!picked?.length) return undefined;
  return { value: name === 'files' ? picked.map((uri) => uri.fsPath) : picked[0]?.fsPath };
}
