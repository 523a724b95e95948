import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { StepSection } from '../../platform/service.ts';
import { clientOf } from './clientOf.ts';
import { environmentKey, taskAt } from './place.ts';

/** What its templates became, what it left for others, and where its operator says that its work is to be seen. */
export async function stepSections(ctx: Ctx, step: NodeAddress, signal: AbortSignal): Promise<readonly StepSection[]> {
  const client = await clientOf(ctx, environmentKey(step), signal);
  const at = taskAt(step);
  const [instance, xcoms, links] = await Promise.all([
    client.taskInstance(at, signal),
    client.xcoms(at, signal),
    client.links(at, signal).catch(() => new Map<string, string>()),
  ]);
  const rendered = Object.entries(instance.rendered).filter(([, value]) => !isEmpty(value));
  return [
    ...(instance.note ? [{ title: t('Note'), text: instance.note }] : []),
    ...rendered.map(([field, value]) => ({ title: t('Rendered: {0}', field), text: textOf(value) })),
    ...[...xcoms].map(([key, value]) => ({ title: `XCom: ${key}`, text: textOf(value) })),
    ...[...links].map(([name, url]) => ({ title: name, text: url })),
  ];
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Version 1 gives values as JSON inside a text. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
