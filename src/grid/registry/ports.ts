import type { Registry } from './registry.ts'

export interface RegistryPorts {
  readonly registry: Registry
  /** The farm that is read; none while it is not known which. */
  farmId(): number | undefined
}
