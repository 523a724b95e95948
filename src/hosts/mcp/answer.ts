import { toAppError } from '../../core/appError.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** A tool's result: JSON as text. */
export interface Answer {
  [member: string]: unknown;
  readonly isError?: true;
  readonly content: { readonly type: 'text'; readonly text: string }[];
}

/** What the work gives, as the answer of a tool; what it throws as one that failed, with its code and hint. */
export async function answer(ctx: Ctx, work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { content: [{ type: 'text', text: JSON.stringify(await work()) }] };
  } catch (error) {
    const { code, message, hint } = toAppError(error);
    const shown = { code, message, hint: (ctx.connection.kind === 'aws' ? flagFor(code) : undefined) ?? hint };
    return { isError: true, content: [{ type: 'text', text: JSON.stringify(shown) }] };
  }
}

/** What the editor asks in a dialogue is a flag of the server here, which its user sets and not its client. */
function flagFor(code: string): string | undefined {
  if (code === 'read-only') return 'The user can allow it: strata mcp --allow-changes with --allow-write.';
  if (code === 'confirmation-missing') return 'The user can confirm it: strata mcp --confirm NAME.';
  return undefined;
}
