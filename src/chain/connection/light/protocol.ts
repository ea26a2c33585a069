/** What the node tells the thread of its light client. `session` numbers a connection to the chain. */
export type ToThread =
  | { readonly kind: 'open'; readonly session: number }
  | { readonly kind: 'send'; readonly session: number; readonly text: string }
  | { readonly kind: 'close'; readonly session: number }
  | { readonly kind: 'end' }

/** What the thread tells the node. It ends, with the reason, when the light client refuses a chain or breaks. */
export type FromThread =
  | { readonly kind: 'opened'; readonly session: number }
  | { readonly kind: 'text'; readonly session: number; readonly text: string }
  /** Levels as smoldot has them: 1 is an error, 2 a warning, 3 information. */
  | { readonly kind: 'logged'; readonly level: number; readonly target: string; readonly message: string }
