/**
 * User-visible text outside the extension host. `vscode.l10n` exists only there; this is the same catalogue for the
 * services, the command line and the webviews, configured once by each host.
 */
export { config as configureL10n, t } from '@vscode/l10n';
