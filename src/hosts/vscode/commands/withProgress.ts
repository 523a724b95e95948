import * as vscode from 'vscode';
import { signalOf } from '../abort.ts';

/** Runs something that takes a moment, with its progress shown and a way to cancel it. */
export async function withProgress<T>(
  title: string,
  run: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T> {
  return await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => await run(signalOf(token), (message) => progress.report({ message })),
  );
}
