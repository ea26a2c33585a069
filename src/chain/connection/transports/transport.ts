import type { Observable } from 'rxjs'

/** How the texts of JSON-RPC go to one endpoint and come from it. It never opens again once it is closed. */
export interface Transport {
  /** Every text that comes, from the moment it is subscribed to. */
  readonly messages: Observable<string>
  /** Settles with the reason once nothing comes or goes any more. */
  readonly closed: Promise<string>
  send(text: string): void
  close(reason: string): void
}
