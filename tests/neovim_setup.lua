-- Marks in letters while you write. :lua vim.lsp.buf.code_action() offers better wordings.
vim.api.nvim_create_autocmd("FileType", {
  pattern = { "text", "markdown", "html" },
  callback = function(event)
    local config = { name = "plainletter", cmd = { "plainletter", "lsp" }, root_dir = vim.fn.getcwd() }
    if vim.lsp.start then
      vim.lsp.start(config)
    else -- before Neovim 0.8
      vim.lsp.buf_attach_client(event.buf, vim.lsp.start_client(config))
    end
  end,
})
