namespace Espalier.Cli.Completion;

/// <summary>
/// Shell scripts that ask the program itself: <c>espalier "[suggest:POSITION]" "COMMAND LINE"</c> prints the possible words.
/// Where it knows none, the shell completes file names.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # espalier completion for bash: source <(espalier completion bash)
        _espalier() {
          local current="${COMP_WORDS[COMP_CWORD]}" line
          COMPREPLY=()
          while IFS= read -r line; do
            [[ -n "$line" && "$line" == "$current"* ]] && COMPREPLY+=("$line")
          done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _espalier espalier ./espalier

        """;

    private const string Zsh = """
        #compdef espalier
        # espalier completion for zsh: source <(espalier completion zsh)
        _espalier() {
          local -a words_found
          words_found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          words_found=(${words_found:#})
          if (( ${#words_found} )); then compadd -- "${words_found[@]}"; else _files; fi
        }
        compdef _espalier espalier

        """;

    private const string Fish = """
        # espalier completion for fish: espalier completion fish | source
        function __espalier_complete
            set -l line (commandline -cp)
            espalier "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match -v ''
        end
        complete -c espalier -a '(__espalier_complete)'

        """;

    private const string PowerShell = """
        # espalier completion for PowerShell: espalier completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName espalier -ScriptBlock {
            param($word, $line, $position)
            espalier "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>The script, or null for an unknown shell.</summary>
    public static string? For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "pwsh" => PowerShell,
        _ => null,
    };
}
