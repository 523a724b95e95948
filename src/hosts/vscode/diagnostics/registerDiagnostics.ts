import * as vscode from 'vscode';
import type { TextFault } from '../../../core/textFault.ts';
import type { Workbench } from '../workbench.ts';

/** How long typing must pause before a text is looked at again. */
const pauseMs = 300;
/** Nobody writes such a file by hand, and a check at each pause would only slow the editor. */
const maxCharacters = 1_000_000;

type Check = (text: string) => Promise<readonly TextFault[]>;

/** What a file is checked for, by its name; the checks are loaded when the first such file is open. */
function checkFor(document: vscode.TextDocument): Check | undefined {
  const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
  if (document.uri.scheme === 'git') return undefined;
  if (name === 'strata.yaml') {
    return async (text) => (await import('../../../platform/workspace/strataYaml.ts')).strataYamlFaults(text);
  }
  if (name.endsWith('.asl.json')) {
    return async (text) => (await import('../../../platform/workspace/aslFaults.ts')).aslFaults(text);
  }
  return undefined;
}

/** Problems of strata.yaml files and of state machine definitions, while they are open. Texts are only read. */
export function registerDiagnostics({ context, log }: Workbench): void {
  const collection = vscode.languages.createDiagnosticCollection('strata');
  const waiting = new Map<string, NodeJS.Timeout>();

  const forget = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    clearTimeout(waiting.get(key));
    waiting.delete(key);
  };

  const look = async (document: vscode.TextDocument): Promise<void> => {
    const check = checkFor(document);
    if (!check) return;
    const { version } = document;
    const text = document.getText();
    try {
      const faults = text.length > maxCharacters ? [] : await check(text);
      // What was typed, or closed, meanwhile makes these places wrong.
      if (document.isClosed || document.version !== version) return;
      collection.set(
        document.uri,
        faults.map((fault) => diagnosticOf(document, fault)),
      );
    } catch (error) {
      log.error(`checking ${document.uri.toString()}`, error);
    }
  };

  const lookSoon = (document: vscode.TextDocument, ms: number): void => {
    if (!checkFor(document)) return;
    forget(document);
    const timer = setTimeout(() => {
      forget(document);
      void look(document);
    }, ms);
    waiting.set(document.uri.toString(), timer);
  };

  context.subscriptions.push(
    collection,
    { dispose: () => waiting.forEach(clearTimeout) },
    vscode.workspace.onDidOpenTextDocument((document) => lookSoon(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => lookSoon(document, pauseMs)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      forget(document);
      collection.delete(document.uri);
    }),
  );
  for (const document of vscode.workspace.textDocuments) lookSoon(document, 0);
}

function diagnosticOf(document: vscode.TextDocument, { start, end, message }: TextFault): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'Strata';
  return diagnostic;
}
