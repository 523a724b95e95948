import * as vscode from 'vscode';
import { compiledScheme } from '../dbt/compiledView.ts';
import type { ChosenEngines } from './chosenEngines.ts';
import { directiveOf, engineTitles, type SqlEngine } from './statementPlace.ts';
import { type Statement, statementsOf } from './statements.ts';

/** Beyond this a document is code of another kind (dumps, seeds), and lenses on it would only slow the editor. */
const maxCharacters = 500_000;
const maxStatements = 500;

/** Above each statement what runs and explains it, and above the first one which engine that is. */
export class SqlLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #engines: ChosenEngines;

  constructor(engines: ChosenEngines) {
    this.#engines = engines;
  }

  refresh(): void {
    this.#changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const text = document.getText();
    // What a model becomes runs where its project's profile says: the model itself has lenses for that.
    if (document.uri.scheme === compiledScheme) return [];
    // A template is no statement yet: dbt's models have lenses of their own.
    if (text.length > maxCharacters || /\{\{|\{%/.test(text)) return [];
    const statements = statementsOf(text).slice(0, maxStatements);
    const said = directiveOf(text)?.engine;
    const engine = said ?? this.#engines.of(document.uri);
    return statements.flatMap((statement, i) => [
      ...this.#ofStatement(document, statement, engine),
      ...(i === 0 ? this.#ofDocument(document, statement, said, engine, statements.length) : []),
    ]);
  }

  #ofStatement(document: vscode.TextDocument, { start, end }: Statement, engine: SqlEngine | undefined) {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const runs = vscode.l10n.t(
      'Runs this statement on {0}, over the connection in the status bar',
      engineTitles[engine ?? 'athena'],
    );
    const explains = vscode.l10n.t('Shows how the statement would be carried out, without running it');
    return [
      new vscode.CodeLens(range, {
        title: `$(play) ${vscode.l10n.t('Run Query')}`,
        // Without a choice, the strata.yaml around decides when it is run.
        tooltip: engine ? runs : vscode.l10n.t('Runs this statement over the connection in the status bar'),
        command: 'strata.runSql',
        arguments: [document.uri, start],
      }),
      new vscode.CodeLens(range, {
        title: vscode.l10n.t('Explain'),
        tooltip: explains,
        command: 'strata.explainSql',
        arguments: [document.uri, start],
      }),
    ];
  }

  /** The engine that the document names itself is changed there. */
  #ofDocument(
    document: vscode.TextDocument,
    { start }: Statement,
    said: SqlEngine | undefined,
    engine: SqlEngine | undefined,
    statements: number,
  ): vscode.CodeLens[] {
    const at = document.positionAt(start);
    const range = new vscode.Range(at, at);
    const lenses: vscode.CodeLens[] = [];
    if (engine === 'redshift' && statements > 1) {
      lenses.push(
        new vscode.CodeLens(range, {
          title: vscode.l10n.t('Run All in One Transaction'),
          command: 'strata.runSqlScript',
          arguments: [document.uri],
        }),
      );
    }
    if (said === undefined) {
      lenses.push(
        new vscode.CodeLens(range, {
          title: engine ? vscode.l10n.t('Engine: {0}', engineTitles[engine]) : vscode.l10n.t('Choose Engine…'),
          command: 'strata.chooseSqlEngine',
          arguments: [document.uri],
        }),
      );
    }
    return lenses;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
