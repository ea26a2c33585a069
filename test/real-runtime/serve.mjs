// Serves the genesis of Rococo Asset Hub, runtime code and all, from an npm package; no network is used. Blocks are made on
// demand by dev_newBlock. Says its address in one line of JSON. JavaScript, so that nothing outside needs its types.
import { BuildBlockMode, setupWithServer } from '@acala-network/chopsticks'
import { rococo_v2_2_asset_hub as spec } from '@substrate/connect-known-chains'

const { addr } = await setupWithServer({
  'chain-spec': JSON.parse(spec),
  port: 0,
  host: '127.0.0.1',
  'build-block-mode': BuildBlockMode.Manual,
  'runtime-log-level': 0,
})
process.stdout.write(`${JSON.stringify({ url: `ws://${addr}` })}\n`)
// Ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0))
