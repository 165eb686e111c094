using System.Diagnostics;

namespace Espalier.Tests.Formats;

/// <summary>A Python with numpy and torch, against which files are checked in both directions.</summary>
internal static class Python
{
    private const string Path = "/usr/bin/python3";

    /// <summary>Runs a script in a folder and returns what it prints; a test is skipped by name where a module is missing.</summary>
    public static string Run(string module, string folder, string script)
    {
        if (!File.Exists(Path) || Start("-c", $"import {module}", folder).ExitCode != 0) Assert.Skip($"{Path} with {module} is not installed");
        (int exitCode, string output) = Start("-c", script, folder);
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static (int ExitCode, string Output) Start(string option, string script, string folder)
    {
        var start = new ProcessStartInfo(Path, [option, script]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.Result);
    }
}
