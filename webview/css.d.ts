/** Style sheets are bundled beside the page's script and linked by the host. */
declare module '*.css';
