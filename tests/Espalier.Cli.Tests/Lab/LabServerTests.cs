using System.Data.Common;
using System.Runtime.Versioning;
using Espalier.Lab.Tests.Storage;
using Npgsql;

namespace Espalier.Cli.Tests.Lab;

/// <summary>A server whose password or whose program is another: one line, exit code 2, and every record is there afterwards.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LabServerTests(PostgresServer server)
{
    [Slow]
    [Fact]
    public async Task A_wrong_password_is_named_a_pgpass_file_is_read_and_no_password_is_ever_written()
    {
        string store = server.NewDatabase();
        string password = Environment.GetEnvironmentVariable("PGPASSWORD")!;
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("chain", replicates: 1, trials: 10));
        Assert.Equal(20, (await cli.Run("lab", "run", "chain.yaml", "--store", store, "--json")).Json().GetProperty("done").GetInt32());
        string rows = (await cli.Run("lab", "export", store)).Output;

        cli.Environment["PGPASSWORD"] = "guessed-wrong";
        foreach (string[] command in (string[][])[["status", store], ["run", "chain.yaml", "--store", store], ["work", store], ["export", store]])
        {
            Ran refused = await cli.Run(["lab", .. command]);
            refused.IsOneLineError("refuses this user or password", "PGPASSWORD");
            Assert.DoesNotContain("guessed-wrong", refused.Error);
        }

        File.SetUnixFileMode(cli.Write("pgpass", $"127.0.0.1:*:*:espalier:{password}\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        cli.Environment["PGPASSFILE"] = cli.PathOf("pgpass");
        Assert.Equal(rows, (await cli.RunInBash("env -u PGPASSWORD \"$@\"", "lab", "export", store)).Output);
        await cli.RunInBash("env -u PGPASSWORD \"$@\"", "lab", "report", store, "-o", "page.html");
        Ran status = await cli.RunInBash("env -u PGPASSWORD \"$@\"", "lab", "status", store, "--json");
        foreach (string text in (string[])[File.ReadAllText(cli.PathOf("page.html")), rows, status.Output, status.Error])
            Assert.DoesNotContain(password, text);
    }

    /// <summary>Another revision of the experiment in the store stands for another version of the program.</summary>
    [Slow]
    [Fact]
    public async Task A_worker_of_another_version_of_the_program_leaves_the_sweep_to_those_that_began_it()
    {
        string store = server.NewDatabase();
        using var cli = new Cli();
        cli.Write("chain.yaml", LabFiles.Chain("chain", replicates: 1, trials: 10));
        await cli.Run("lab", "run", "chain.yaml", "--store", store);
        string rows = (await cli.Run("lab", "export", store)).Output;
        await Tell(
            store,
            "UPDATE experiment SET revision = 7, description = replace(description, '\"revision\": 1', '\"revision\": 7'); "
                + "UPDATE cell SET state = 0, record = NULL WHERE ordinal < 5");
        foreach (string command in (string[])["work", "resume"])
        {
            (await cli.Run("lab", command, store)).IsOneLineError(
                "revision 7 of birth-death-chain, and this program has revision 1", "work on it with the espalier that began it");
        }

        await Tell(
            store,
            "UPDATE experiment SET revision = 1, description = replace(description, '\"revision\": 7', '\"revision\": 1')");
        Assert.Equal(20, (await cli.Run("lab", "work", store, "--json")).Json().GetProperty("sweeps")[0].GetProperty("done").GetInt32());
        Assert.Equal(rows, (await cli.Run("lab", "export", store)).Output);
    }

    private async Task Tell(string store, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionTo(store));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements stand above.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
