import { t } from '../../../core/l10n.ts';
import type { DbtColumn, DbtMacro, DbtNode } from '../manifest.ts';

/** A node in Markdown: what it is, what is said of it, its columns. */
export function describeNode(node: DbtNode, columns: readonly DbtColumn[] = node.columns): string {
  const head = [`**${node.name}**`, node.materialized || node.type, node.relation ? `\`${node.relation}\`` : ''];
  return [head.filter(Boolean).join(' · '), node.description, columnTable(columns)].filter(Boolean).join('\n\n');
}

function columnTable(columns: readonly DbtColumn[]): string {
  if (columns.length === 0) return '';
  const row = (...cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\n/g, ' ')).join(' | ')} |`;
  return [
    row(t('Column'), t('Type'), t('Description')),
    '| --- | --- | --- |',
    ...columns.map(({ name, type, description }) => row(`\`${name}\``, type, description)),
  ].join('\n');
}

/** A column of a node in Markdown. */
export function describeColumn({ name, type, description }: DbtColumn, node: DbtNode): string {
  return [[`**${node.name}.${name}**`, type].filter(Boolean).join(' · '), description].filter(Boolean).join('\n\n');
}

/** How a macro is called: `cents_to_euros(column, digits=2)`, as its own head says. */
export function macroCall({ name, code, arguments: described }: DbtMacro): string {
  const own = /\{%-?\s*(?:macro|test)\s+\w+\s*\(([\s\S]*?)\)\s*-?%\}/.exec(code)?.[1];
  return `${name}(${own?.replace(/\s+/g, ' ').trim() ?? described.map((each) => each.name).join(', ')})`;
}

/** A macro in Markdown: how it is called, what is said of it and of what it is given, its beginning. */
export function describeMacro(macro: DbtMacro): string {
  const said = macro.arguments.filter(({ type, description }) => type || description);
  const args = said.map(({ name, type, description }) =>
    [`- \`${name}\``, type, description].filter(Boolean).join(' · '),
  );
  const code = macro.code.trim().split('\n');
  const shown = code.length > 12 ? [...code.slice(0, 12), '…'] : code;
  const head = `**${macro.package}.${macro.name}** · \`${macroCall(macro)}\``;
  return [head, macro.description, args.join('\n'), `\`\`\`jinja-sql\n${shown.join('\n')}\n\`\`\``]
    .filter(Boolean)
    .join('\n\n');
}
