import * as vscode from 'vscode';
import { z } from 'zod';
import type { Action } from '../../../core/action.ts';
import { translated } from '../../../core/l10n.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { titleOf } from './titleOf.ts';

/** As much of a JSON schema as a form needs. */
interface PropertySchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: PropertySchema;
}

interface InputSchema {
  readonly properties?: Readonly<Record<string, PropertySchema>>;
  readonly required?: readonly string[];
}

/** What a member is one of; undefined where anything of its schema will do. */
export type Choices = (member: string) => Promise<readonly string[] | undefined>;

/** Asks for an action's input, one member after the other, as its schema describes them. Undefined when dismissed. */
export async function askInput(action: Action<Ctx>, choices: Choices): Promise<Record<string, unknown> | undefined> {
  if (!action.input) return {};
  const schema = z.toJSONSchema(action.input, { io: 'input' }) as InputSchema;
  const members = Object.entries(schema.properties ?? {});
  const input: Record<string, unknown> = {};
  for (const [i, [name, property]] of members.entries()) {
    const title = `${titleOf(action)}${members.length > 1 ? ` (${i + 1}/${members.length})` : ''}`;
    const given = await choices(name);
    const shown = given && given.length > 0 ? { ...property, enum: given } : property;
    const answer = await askMember(title, name, shown, schema.required?.includes(name) ?? false);
    if (answer === undefined) return undefined;
    if (answer.value !== undefined) input[name] = answer.value;
  }
  return input;
}

async function askMember(
  title: string,
  name: string,
  property: PropertySchema,
  required: boolean,
): Promise<{ readonly value: unknown } | undefined> {
  if (name === 'files' || name === 'to') return await askPaths(title, name);
  const label = property.description ? translated(property.description) : name;
  if (property.enum) {
    const value = await vscode.window.showQuickPick([...property.enum], { title, placeHolder: label });
    return value === undefined ? undefined : { value };
  }
  const asJson = property.type === 'object' || property.type === 'array';
  const preset = property.default ?? (asJson ? (property.type === 'object' ? {} : []) : undefined);
  const text = await vscode.window.showInputBox({
    title,
    prompt: label,
    value: preset === undefined ? '' : typeof preset === 'string' ? preset : JSON.stringify(preset),
    ignoreFocusOut: true,
    validateInput: (typed) => fault(typed, property, required, asJson),
  });
  if (text === undefined) return undefined;
  if (text === '') return { value: undefined };
  if (asJson) return { value: JSON.parse(text) as unknown };
  return { value: property.type === 'integer' || property.type === 'number' ? Number(text) : text };
}

function fault(typed: string, property: PropertySchema, required: boolean, asJson: boolean): string | undefined {
  if (typed === '') return required ? vscode.l10n.t('A value is required.') : undefined;
  if (asJson) {
    try {
      JSON.parse(typed);
    } catch (error) {
      return vscode.l10n.t('This is not JSON: {0}', (error as Error).message);
    }
  }
  const numeric = property.type === 'integer' || property.type === 'number';
  return numeric && !Number.isFinite(Number(typed)) ? vscode.l10n.t('This is not a number.') : undefined;
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
