// Serves the genesis of Rococo Asset Hub, runtime code and all, from an npm package; no network is used. Blocks are made on
// demand by dev_newBlock. Tells its address to whoever started it, and ends with them. JavaScript, so that nothing outside
// needs the types of its packages.
import { BuildBlockMode, setStorage, setupWithServer } from '@acala-network/chopsticks'
import { rococo_v2_2_asset_hub as spec } from '@substrate/connect-known-chains'

const ALICE = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY'
const FREE = 10n ** 18n

process.on('disconnect', () => process.exit(0))

const { chain, addr } = await setupWithServer({
  'chain-spec': JSON.parse(spec),
  port: 0,
  host: '127.0.0.1',
  'build-block-mode': BuildBlockMode.Manual,
  // An evicted block does not go missing: its number and hash are then answered with the genesis block.
  'max-memory-block-count': 1_000_000,
})
// Nobody has a balance in that genesis.
await setStorage(chain, {
  System: { Account: [[[ALICE], { providers: 1, data: { free: FREE } }]] },
  Balances: { TotalIssuance: FREE },
})
process.send({ url: `ws://${addr}` })
