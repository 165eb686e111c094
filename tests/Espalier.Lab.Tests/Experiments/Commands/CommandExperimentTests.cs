using Espalier.Lab.Experiments;
using Espalier.Lab.Running;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Tests.Storage;

namespace Espalier.Lab.Tests.Experiments.Commands;

/// <summary>Programs as experiments, with the system's own small programs in place of a training.</summary>
public sealed class CommandExperimentTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    [Theory]
    [InlineData("two words")]
    [InlineData("; rm -rf / #")]
    [InlineData("$(reboot) `reboot` \"'\\ * ? ~ {x} {{ %s \n ü")]
    [InlineData("--help")]
    public void A_value_is_one_argument_whatever_it_holds(string value)
    {
        string quoted = System.Text.Json.JsonSerializer.Serialize(value);
        RecordTable table = Table($$"""
            command: [printf, '%s\n', "<{word}>"]
            measures: { seen: { type: text, pattern: '(?s)<(.*)>' } }
            grid: { word: [{{quoted}}] }
            """);
        Assert.Equal(value, table["seen"].Text(0));
    }

    [Fact]
    public void A_shell_gets_the_values_as_variables_and_nothing_is_pasted()
    {
        RecordTable table = Table("""
            shell: 'printf "{\"seen\": \"%s\", \"twice\": %d}" "$some_word" $((2 * n)) | cat'
            measures: { seen: text, twice: integer }
            grid: { some-word: ["$(echo no)"], n: [21] }
            """);
        Assert.Equal(("$(echo no)", 42), (table["seen"].Text(0), table["twice"].Number(0)));
    }

    [Fact]
    public void Seeds_are_the_cells_own_and_the_same_sweep_gives_the_same_bytes()
    {
        const string Text = """
            command: [echo, '{{"seed": {seed}, "replicate": {replicate}, "cell": "{cell}"}}', "{n}"]
            measures: { seed: integer, which: { type: integer, pattern: 'replicate": (\d+)' }, name: { type: text, pattern: 'cell": "(\w+)' } }
            grid: { n: [1, 2, 3] }
            replicates: 4
            """;
        RecordTable table = Table(Text);
        Assert.Equal(12, Enumerable.Range(0, 12).Select(row => table["seed"].Number(row)).Distinct().Count());
        for (int row = 0; row < 12; row++)
        {
            Assert.InRange(table["seed"].Number(row), 0, int.MaxValue);
            Assert.Equal(table.Replicate(row), table["which"].Number(row));
            Assert.Equal(table.Address(row).ToString(), table["name"].Text(row));
        }

        using var again = new StoreFolder();
        again.Run(Sweep(Text), StoreFolder.Options(threads: 1));
        Assert.Equal(again.SortedLines(), _folder.SortedLines());
    }

    [Theory]
    [InlineData("echo '{\"a\": 1}'; echo '{\"a\": 2, \"more\": {\"a\": 3}}'; echo bye", "2")]
    [InlineData("printf '{\\n \"list\": [{\"a\": 9}],\\n \"a\": 4\\n}\\n'", "4")]
    [InlineData("echo 'result: {\"a\": 5.0} {oops'", "5")]
    [InlineData("echo '{\"a\": 1} {\"a\": NaN}'", "1")]
    public void The_last_object_on_stdout_counts(string script, string expected) =>
        Assert.Equal(expected, Shell(script)["a"][0].ToString());

    [Slow]
    [Theory]
    [InlineData("echo nothing", "no result", "no JSON object")]
    [InlineData("echo '{\"a\": 1.5}'", "wrong result", "a is 1.5, which is not a whole number")]
    [InlineData("echo '{\"a\": \"x\"}'", "wrong result", "is not a whole number")]
    [InlineData("echo '{\"b\": 1}'", "wrong result", "a is missing")]
    [InlineData("echo '{\"a\": 1e30}'", "wrong result", "is not a whole number")]
    [InlineData("echo out; echo first >&2; echo last >&2; exit 3", "exit code 3", "last")]
    [InlineData("kill -KILL $$", "signal 9", "killed by a signal")]
    public void What_goes_wrong_is_kept_with_the_last_words(string script, string type, string message)
    {
        RecordTable table = Shell(script);
        CellFailure failure = Assert.Single(table.Failures).Failure;
        Assert.Equal(type, failure.Type);
        Assert.Contains(message, failure.Message);
        Assert.Equal(0, table.Rows);
        if (script.Contains("first", StringComparison.Ordinal)) Assert.Equal(("out\n", "first\nlast\n"), (failure.Output, failure.Errors));
    }

    [Fact]
    public void A_share_outside_of_0_and_1_is_no_share()
    {
        RecordTable table = Table("shell: echo '{\"accuracy\":93.1}'\nmeasures: {accuracy: share}");
        Assert.Contains("accuracy is 93.1, which is not a number from 0 to 1", Assert.Single(table.Failures).Failure.Message);
    }

    [Fact]
    public void Long_output_is_read_on_and_cut()
    {
        RecordTable table = Table("""
            shell: 'fill() { head -c 9000000 /dev/zero | tr "\0" $1; }; fill x; echo; fill y >&2; echo end >&2; [ $n = 1 ] && echo "{\"a\": 7}"'
            measures: { a: integer }
            grid: { n: [1, 2] }
            """);
        Assert.Equal(7, table["a"].Number(0));
        CellFailure failure = Assert.Single(table.Failures).Failure;
        Assert.Equal(8000, failure.Output!.Length);
        Assert.EndsWith("yyy" + "end\n", failure.Errors);
    }

    [Fact]
    public void Results_may_be_in_a_file_of_the_cells_own()
    {
        RecordTable table = Table("""
            shell: 'echo "{\"a\": $n}" > "$scratch/out.json"; echo "{\"a\": -1}"'
            results: { file: "{scratch}/out.json" }
            measures: { a: integer }
            grid: { n: [5, 6] }
            """);
        Assert.Equal([5.0, 6.0], Enumerable.Range(0, 2).Select(row => table["a"].Number(row)).Order());
    }

    [Fact]
    public void A_program_that_takes_too_long_is_ended_with_all_that_it_started()
    {
        string name = $"espalier-{Guid.NewGuid():N}";
        string marker = Path.Combine(_folder.Root, name);
        RecordTable table = Table($$"""
            shell: 'sleep 1000 & echo $! > {{marker}}; wait'
            timeout: 0.5
            measures: { a: integer }
            """);
        Assert.Equal("time-out", Assert.Single(table.Failures).Failure.Type);
        string child = File.ReadAllText(marker).Trim();
        Assert.False(File.Exists($"/proc/{child}/stat") && !File.ReadAllText($"/proc/{child}/stat").Contains(") Z ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_fails_now_and_then_may_be_called_again_with_the_same_seed()
    {
        RecordTable table = Table($$"""
            shell: 'echo $seed >> {{_folder.Root}}/seeds; [ $(wc -l < {{_folder.Root}}/seeds) -ge 3 ] && echo "{\"a\": 1}"'
            retries: 2
            measures: { a: integer }
            """);
        Assert.Equal(1, table.Rows);
        Assert.Single(File.ReadAllLines(Path.Combine(_folder.Root, "seeds")).Distinct());
        Assert.Equal(3, File.ReadAllLines(Path.Combine(_folder.Root, "seeds")).Length);
    }

    [Fact]
    public void Passwords_of_the_store_are_not_the_programs_to_know()
    {
        // Not another one, and not taken back: tests beside this one use the server that has it.
        Environment.SetEnvironmentVariable("PGPASSWORD", Storage.PostgresServer.Password);
        RecordTable table = Table("""
            shell: 'echo "{\"password\": \"<$PGPASSWORD>\", \"given\": \"$MODE $OMP_NUM_THREADS\"}"'
            environment: { MODE: fast }
            resources: { threads: 2 }
            measures: { password: text, given: text }
            """);
        Assert.Equal(("<>", "fast 2"), (table["password"].Text(0), table["given"].Text(0)));
    }

    [Fact]
    public void A_program_whose_files_changed_does_not_pool_in_silence()
    {
        string script = Path.Combine(_folder.Root, "program.sh");
        const string Text = "command: [sh, program.sh, \"{n}\"]\nmeasures: {a: integer}\ngrid: {n: [1, 2]}";
        File.WriteAllText(script, "echo \"{\\\"a\\\": $1}\"");
        Assert.Equal(2, _folder.Run(Sweep(Text)).DoneNow);
        File.WriteAllText(script, "echo \"{\\\"a\\\": 1$1}\"");
        InvalidInputException refused = Assert.Throws<InvalidInputException>(
            () => _folder.Run(Sweep(Text.Replace("1, 2", "1, 2, 3", StringComparison.Ordinal))));
        Assert.Contains("the files of the program", refused.Problem);
        Assert.Equal(2, _folder.Run(Sweep(Text + "\nrevision: 2")).DoneNow);
        using IStore store = Stores.Open(_folder.Path);
        Assert.Equal([11.0, 12.0], Enumerable.Range(0, 2).Select(row => RecordTable.Load(store.Open())["a"].Number(row)).Order());
    }

    [Theory]
    [InlineData("command: python3 train.py", "no list of arguments")]
    [InlineData("command: [echo, '{lr}']", "{lr} stands for nothing")]
    [InlineData("command: [echo, '{n}']\nshell: echo", "by command, or a shell by shell")]
    [InlineData("command: [echo]\ngrid: {n: [1]}", "never hears of n")]
    [InlineData("command: [echo, '{seed}']\ngrid: {seed: [1]}", "cannot be called \"seed\"")]
    [InlineData("command: [echo, '{n}']\ngrid: [{n: 1}, {m: 2}]", "this grid has no m")]
    [InlineData("command: [echo]\nmeasures: {a: percent}", "no type \"percent\"")]
    [InlineData("command: [echo]\nmeasures: {a: {type: number, pattern: '('}}", "no regular expression")]
    [InlineData("command: [echo]\nmeasures: {a: {type: number, pattern: '(?=x)'}}", "no regular expression")]
    [InlineData("command: [echo]\nmeasures: {a: {type: number, low: 1, high: 0}}", "low is not below high")]
    [InlineData("command: [echo]\ntimeout: 0", "timeout is no time")]
    [InlineData("command: [echo, '{a}']\ngrid: {a: [1]}", "a is a parameter too")]
    [InlineData("command: [echo]\nenvironment: {'A B': x}", "no name of a variable")]
    [InlineData("command: [echo, \"a\\0b\"]", "NUL")]
    [InlineData("comand: [echo]", "knows no \"comand\"")]
    public void Slips_of_the_pen_are_named(string text, string problem)
    {
        if (!text.Contains("measures", StringComparison.Ordinal)) text += "\nmeasures: {a: integer}";
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => Sweep(text));
        Assert.Contains(problem, refused.Problem);
        Assert.StartsWith("line ", refused.Place);
    }

    [Fact]
    public void A_program_that_is_not_there_is_said_before_any_cell_fails()
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(
            () => _folder.Run(Sweep("command: [no-such-program-here]\nmeasures: {a: integer}")));
        Assert.Contains("no such program", refused.Problem);
        using IStore store = Stores.Open(_folder.Path);
        Assert.Equal(0, store.Open().Tally().Failed);
    }

    /// <summary>A cluster that ends a job signals all of its processes at once, and the program may hear it before its worker does.</summary>
    [Theory]
    [InlineData("kill -TERM $$")]
    [InlineData("exit 1")]
    public async Task A_program_that_ends_with_its_worker_did_not_fail_and_its_cell_goes_back(string end)
    {
        using var drain = new CancellationTokenSource();
        string began = Path.Combine(_folder.Root, "began"), go = Path.Combine(_folder.Root, "go");
        Sweep sweep = Sweep($"shell: 'touch {began}; while [ ! -f {go} ]; do sleep 0.02; done; {end}'\nmeasures: {{a: integer}}");
        RunOptions options = StoreFolder.Options() with { Drain = drain.Token, Grace = TimeSpan.FromHours(1) };
        Task<SweepOutcome> running = Task.Run(() => _folder.Run(sweep, options), TestContext.Current.CancellationToken);
        while (!File.Exists(began)) await Task.Delay(20, TestContext.Current.CancellationToken);
        await drain.CancelAsync();
        File.WriteAllText(go, "");
        SweepOutcome outcome = await running;
        Assert.Equal((SweepEnding.Cancelled, 0L, 0L), (outcome.Ending, outcome.DoneNow, outcome.FailedNow));
        Assert.Equal(1, _folder.Open().Tally().Waiting);
    }

    [Theory]
    [InlineData("[1, 2]", ScalarKind.Integer)]
    [InlineData("{from: 1, to: 9, step: 2}", ScalarKind.Integer)]
    [InlineData("{from: 1, to: 9, points: 3}", ScalarKind.Number)]
    [InlineData("[1, 2.5]", ScalarKind.Number)]
    [InlineData("[true, false]", ScalarKind.Flag)]
    [InlineData("[true, 1]", ScalarKind.Text)]
    public void Kinds_follow_from_the_values(string axis, ScalarKind kind)
    {
        Sweep sweep = Sweep($"command: [echo, '{{n}}']\nmeasures: {{a: integer}}\ngrid: {{n: {axis}}}");
        Assert.Equal(kind, Assert.Single(sweep.Experiment.Schema.Parameters).Kind);
    }

    /// <summary>What decides a result decides the address; what decides only whether there is one does not.</summary>
    [Theory]
    [InlineData("timeout: 5", true)]
    [InlineData("retries: 3", true)]
    [InlineData("resources: {threads: 2}", true)]
    [InlineData("environment: {A: b}", false)]
    [InlineData("results: {file: x.json}", false)]
    [InlineData("revision: 2", false)]
    public void Addresses_depend_on_what_decides_a_result(string line, bool isSame)
    {
        const string Text = "command: [echo, '{n}']\nmeasures: {a: integer}\ngrid: {n: [1]}\n";
        Assert.Equal(isSame, First(Text) == First(Text + line));
        Assert.NotEqual(First(Text), First(Text.Replace("echo", "echo, more", StringComparison.Ordinal)));

        CellAddress First(string text)
        {
            Sweep sweep = Sweep(text);
            return Cell.Create(sweep.Experiment.Schema, sweep.Points().First(), 0).Address;
        }
    }

    public void Dispose() => _folder.Dispose();

    private RecordTable Shell(string script) =>
        Table($"shell: {System.Text.Json.JsonSerializer.Serialize(script)}\nmeasures: {{a: integer}}");

    private RecordTable Table(string text)
    {
        SweepOutcome outcome = _folder.Run(Sweep(text));
        Assert.Equal(SweepEnding.Finished, outcome.Ending);
        return RecordTable.Load(_folder.Open());
    }

    private Sweep Sweep(string text) => SpecificationReader.Read(
        Path.Combine(_folder.Root, "spec.yaml"), $"experiment: command\n{text}", static _ => null);
}
