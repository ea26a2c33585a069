import type { Methods } from './method.ts'

export const chainSpecMethods: Methods = {
  chainSpec_v1_chainName: (_, { name }) => name,
  chainSpec_v1_genesisHash: (_, { chain }) => chain.genesis.hash,
  chainSpec_v1_properties: (_, { properties }) => properties,
}
