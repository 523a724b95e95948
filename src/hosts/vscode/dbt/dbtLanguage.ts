import * as vscode from 'vscode';
import type { Completion, KnownColumns } from '../../../services/dbt/language/completions.ts';
import type { DbtMacro, DbtNode } from '../../../services/dbt/manifest.ts';
import type { Workbench } from '../workbench.ts';
import type { DbtFile, DbtFiles } from './dbtFiles.ts';

const kinds: Readonly<Record<Completion['kind'], vscode.CompletionItemKind>> = {
  relation: vscode.CompletionItemKind.Class,
  source: vscode.CompletionItemKind.Module,
  macro: vscode.CompletionItemKind.Method,
  column: vscode.CompletionItemKind.Field,
  alias: vscode.CompletionItemKind.Reference,
  variable: vscode.CompletionItemKind.Variable,
};

/** Completion, hovers and definitions in the files of dbt projects. */
export class DbtLanguage implements vscode.CompletionItemProvider, vscode.HoverProvider, vscode.DefinitionProvider {
  readonly #files: DbtFiles;
  readonly #workbench: Workbench;

  constructor(workbench: Workbench, files: DbtFiles) {
    this.#workbench = workbench;
    this.#files = files;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionList | undefined> {
    const file = await this.#files.fileOf(document.uri);
    if (!file) return undefined;
    const { completionsAt } = await import('../../../services/dbt/language/completions.ts');
    const text = document.getText();
    await this.#askForColumns(file, text);
    const columnsOf = await this.#columnsOf(file);
    const found = completionsAt(text, document.offsetAt(position), file.manifest, columnsOf);
    return new vscode.CompletionList(found.map((each) => itemOf(each, position)));
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const file = await this.#files.fileOf(document.uri);
    const meant = file && (await meaningAt(file, document, position));
    if (!file) return undefined;
    const traced = meant?.kind === 'column' || !meant ? await this.#traced(file, document, position) : undefined;
    if (traced !== undefined) return hover(traced);
    if (!meant) return undefined;
    const descriptions = await import('../../../services/dbt/language/descriptions.ts');
    const { allColumns } = await import('../../../services/dbt/language/completions.ts');
    const columns = meant.node ? allColumns(meant.node, await this.#columnsOf(file)) : [];
    if (meant.kind === 'column') {
      const column = columns.find(({ name }) => name === meant.name);
      return column && hover(descriptions.describeColumn(column, meant.node));
    }
    return hover(
      meant.kind === 'node' ? descriptions.describeNode(meant.node, columns) : descriptions.describeMacro(meant.macro),
    );
  }

  /** Columns as the warehouse was found to have them; until it was asked, and of what it never has, as the SQL makes them. */
  async #columnsOf({ project, manifest }: DbtFile): Promise<KnownColumns> {
    const { knownColumns } = await import('../../../services/dbt/columns.ts');
    const { readLineage } = await import('../../../services/dbt/lineage/readLineage.ts');
    const { root } = this.#files;
    const lineage = root && (await readLineage(root, project, manifest)).lineage;
    return (id) => {
      const real = knownColumns(project, id);
      if (real.length > 0 || !lineage) return real;
      return lineage.rowsOf(id).columns.map(({ name }) => ({ name, type: '', description: '' }));
    };
  }

  /** A column of a model with where it comes from, as the model was last compiled. */
  async #traced(
    { project, manifest, node }: DbtFile,
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<string | undefined> {
    const { root } = this.#files;
    if (!root || node?.type !== 'model') return undefined;
    const { readLineage } = await import('../../../services/dbt/lineage/readLineage.ts');
    const { columnAt } = await import('../../../services/dbt/lineage/columnAt.ts');
    const { describeLineage } = await import('../../../services/dbt/language/describeLineage.ts');
    const { lineage, stale } = await readLineage(root, project, manifest);
    const at = columnAt(lineage, node.id, document.getText(), document.offsetAt(position));
    if (!at) return undefined;
    const { knownColumns } = await import('../../../services/dbt/columns.ts');
    return describeLineage(lineage, at, knownColumns(project, at.id), stale);
  }

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Location | undefined> {
    const file = await this.#files.fileOf(document.uri);
    if (!file) return undefined;
    const found = await meaningAt(file, document, position);
    const read = !found || found.kind === 'column' ? await this.#columnRead(file, document, position) : undefined;
    const meant = read ?? found;
    if (!meant) return undefined;
    const { fileOf } = await import('../../../services/dbt/manifest.ts');
    const { lineOfColumn, lineOfName } = await import('../../../services/dbt/language/lookup.ts');
    const target = meant.kind === 'macro' ? meant.macro : meant.node;
    const uri = vscode.Uri.file(fileOf(file.project, file.manifest, target));
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    const isMade = meant.kind === 'column' && uri.path.endsWith('.sql');
    const line = isMade
      ? lineOfColumn(text, meant.name)
      : lineOfName(uri.path, text, meant.kind === 'column' ? meant.name : target.name);
    return new vscode.Location(uri, new vscode.Position(line, 0));
  }

  /** A column of another node that a model reads. */
  async #columnRead(
    { project, manifest }: DbtFile,
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<Meaning | undefined> {
    const { root } = this.#files;
    if (!root) return undefined;
    const { readLineage } = await import('../../../services/dbt/lineage/readLineage.ts');
    const { columnReadAt } = await import('../../../services/dbt/lineage/columnAt.ts');
    const { lineage } = await readLineage(root, project, manifest);
    const at = columnReadAt(lineage, document.getText(), document.offsetAt(position));
    const node = at && manifest.nodes.get(at.id);
    return node && { kind: 'column', node, name: at.column };
  }

  /** Columns that nobody has described are looked up once, in the background; a warehouse may be slow or away. */
  async #askForColumns(file: DbtFile, text: string): Promise<void> {
    const { aliasesIn } = await import('../../../services/dbt/language/places.ts');
    const { findNode } = await import('../../../services/dbt/language/lookup.ts');
    const { shouldAsk } = await import('../../../services/dbt/columns.ts');
    const named = [...aliasesIn(text).values()].flatMap(({ name, source }) => {
      return findNode(file.manifest, name, source) ?? [];
    });
    const nodes = [...new Set(named)].filter(
      ({ id, materialized }) => materialized !== 'ephemeral' && shouldAsk(file.project, id),
    );
    if (nodes.length === 0) return;
    this.#readColumns(file, nodes).catch((error: unknown) =>
      this.#workbench.log.debug(`columns of ${nodes.map(({ name }) => name).join(', ')}: ${String(error)}`),
    );
  }

  async #readColumns({ project }: DbtFile, nodes: readonly DbtNode[]): Promise<void> {
    const { readColumnsOf } = await import('../../../services/dbt/columns.ts');
    await readColumnsOf(await this.#files.ctx(), project, nodes, new AbortController().signal);
  }
}

type Meaning =
  | { readonly kind: 'node'; readonly node: DbtNode }
  | { readonly kind: 'macro'; readonly macro: DbtMacro; readonly node?: undefined }
  | { readonly kind: 'column'; readonly node: DbtNode; readonly name: string };

async function meaningAt(
  { manifest }: DbtFile,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<Meaning | undefined> {
  const { aliasesIn, placeAt } = await import('../../../services/dbt/language/places.ts');
  const { findMacro, findNode } = await import('../../../services/dbt/language/lookup.ts');
  const text = document.getText();
  const place = placeAt(text, document.offsetAt(position));
  switch (place?.kind) {
    case 'ref':
    case 'source': {
      const isRef = place.kind === 'ref';
      const node = isRef
        ? findNode(manifest, place.name, undefined, place.package)
        : findNode(manifest, place.table, place.source);
      return node && { kind: 'node', node };
    }
    case 'macro': {
      const macro = findMacro(manifest, place.name);
      return macro && { kind: 'macro', macro };
    }
    case 'word': {
      const aliases = aliasesIn(text);
      const of = aliases.get(place.name);
      const node = of && findNode(manifest, of.name, of.source);
      if (node) return { kind: 'node', node };
      for (const { name, source } of aliases.values()) {
        const owner = findNode(manifest, name, source);
        if (owner?.columns.some((column) => column.name === place.name))
          return { kind: 'column', node: owner, name: place.name };
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

function hover(markdown: string): vscode.Hover {
  return new vscode.Hover(new vscode.MarkdownString(markdown));
}

function itemOf(
  { label, kind, detail, documentation, typed }: Completion,
  position: vscode.Position,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.detail = detail;
  if (documentation) item.documentation = new vscode.MarkdownString(documentation);
  item.range = new vscode.Range(position.translate(0, -typed.length), position);
  return item;
}
