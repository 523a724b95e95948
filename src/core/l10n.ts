/**
 * User-visible text, and the language in which texts, dates and numbers are shown. `vscode.l10n` exists only in the
 * extension host; this is the same catalogue for the services, the command line and the webviews, configured once by
 * each host. Without that it is English, whatever the system's language.
 */
import { config, t } from '@vscode/l10n';

/** A text written where it is shown. `scripts/l10n.ts` finds it there, so that it must be a literal. */
export { t };

let language = 'en';

/**
 * @param display a BCP 47 tag such as `es`
 * @param texts English text → the display language's; absent for English
 */
export function configureL10n(display: string, texts: Readonly<Record<string, string>> | undefined): void {
  language = display;
  config({ contents: { ...texts } });
}

/** The language that dates, numbers and sorting follow, as a BCP 47 tag. */
export function displayLanguage(): string {
  return language;
}

/** The translation of a text that is data: an action's title or question, the label of a member of its input. */
export function translated(text: string, ...values: readonly string[]): string {
  return t(text, ...values);
}
