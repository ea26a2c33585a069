/** Where the inspector UI is. */
export const UI = new URL('https://stately.ai/inspect')

/** Where the page reads its records. */
export const RECORDS_PATH = '/records'

/**
 * What the page runs: it opens the socket once the UI has said that it is there, so that nothing is watched before, and hands
 * every record to the UI and to nobody else.
 */
export const RELAY = `
'use strict'
const ui = ${JSON.stringify(UI.origin)}
const frame = document.getElementById('ui')
const notice = document.getElementById('notice')
const say = (text) => { notice.textContent = text; notice.className = text === '' ? 'silent' : '' }
let socket

const read = ({ data }) => {
  const record = JSON.parse(data)
  if (record.type === 'reeve.dropped') say(record.count + ' records were left out: the node is faster than this page')
  else frame.contentWindow.postMessage(record, ui)
}

const connect = () => {
  if (socket) { socket.onclose = null; socket.close() }
  socket = new WebSocket('ws://' + location.host + ${JSON.stringify(RECORDS_PATH)})
  socket.onopen = () => say('')
  socket.onmessage = read
  socket.onclose = () => say('The connection to the node has ended. Load this page again once it runs.')
}

window.addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || origin !== ui) return
  if (data && data.type === '@statelyai.connected') connect()
})
frame.src = ${JSON.stringify(UI.href)}
`
