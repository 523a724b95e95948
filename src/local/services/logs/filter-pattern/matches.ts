/** Whether a pattern keeps a message. */
export type Matches = (message: string) => boolean;
