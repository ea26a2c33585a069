/** Chain specs, as texts, of what a light client is to follow. */
export interface LightSpecs {
  readonly chain: string
  /** Of the relay chain, when `chain` is a parachain. */
  readonly relay?: string
}
