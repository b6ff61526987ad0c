-- What a person does in Neovim, after neovim_setup.lua: opens a letter, waits for the marks, picks an action
-- of the menu, and so on. What is seen goes to the file that OUTCOME names, as JSON.

local seen = {}

local function wait_for(what, condition)
  if not vim.wait(60000, condition, 20) then
    error("waited in vain for " .. what)
  end
end

local function marks()
  local found = {}
  for _, mark in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, {
      code = mark.code or mark.user_data.lsp.code,
      source = mark.source,
      message = mark.message,
      severity = mark.severity,
      line = mark.lnum,
      from = mark.col,
      to = mark.end_col,
    })
  end
  return found
end

local function has(code)
  for _, mark in ipairs(marks()) do
    if mark.code == code then
      return true
    end
  end
  return false
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

-- Put the cursor on a word, open the menu of actions there and pick the one of this title.
local function pick(word, title)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search(word, "cW") > 0, word .. " is not in the letter")
  local offered
  vim.ui.select = function(items, options, choose)
    offered = {}
    for index, item in ipairs(items) do
      offered[index] = (options.format_item(item))
      if offered[index] == title then
        choose(item, index)
      end
    end
  end
  local before = vim.api.nvim_buf_get_changedtick(0)
  vim.lsp.buf.code_action()
  wait_for("the menu of actions", function() return offered ~= nil end)
  wait_for("the action “" .. title .. "” in " .. vim.inspect(offered), function()
    return vim.api.nvim_buf_get_changedtick(0) > before
  end)
  return offered
end

local function session()
  vim.cmd("edit " .. vim.fn.fnameescape(vim.env.LETTER))
  wait_for("marks", function() return has("jargon.official-verb") end)
  seen.first = marks()

  vim.fn.cursor(1, 1)
  vim.fn.search("commence", "cW")
  local shown = vim.lsp.buf_request_sync(
    0, "textDocument/hover", vim.lsp.util.make_position_params(), 60000)
  for _, answer in pairs(shown) do
    seen.hover = answer.result.contents
  end

  seen.offered = pick("commence", "Write “begin”")
  seen.changed = lines()
  wait_for("the mark to go", function() return not has("jargon.official-verb") end)

  pick("prior to", "Make all safe changes")
  seen.fixed = lines()
  wait_for("the mark to go", function() return not has("jargon.official-link-phrase") end)

  pick("You must", "Let tone.order-must stand in this paragraph")
  seen.allowed = lines()
  wait_for("the mark to go", function() return not has("tone.order-must") end)

  vim.cmd("normal! Go😀 We shall commence.")
  wait_for("a mark in what was written", function() return has("jargon.official-verb") end)
  seen.last = marks()

  local client = vim.lsp.get_active_clients()[1]
  seen.name = client.name
  seen.encoding = client.offset_encoding
  client.stop()
  wait_for("the server to end", function() return client.is_stopped() end)
end

local ok, told = pcall(session)
seen.failed = not ok and tostring(told) or nil
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.OUTCOME)
vim.cmd("qall!")
