using System.Diagnostics;

namespace Espalier.Tests.Formats;

/// <summary>A Python with numpy, torch and onnx, against which files are checked in both directions.</summary>
internal static class Python
{
    private const string Program = "/usr/bin/python3";

    /// <summary>Runs a script in a folder and returns what it prints; a test is skipped by name where a module is missing.</summary>
    public static string Run(string module, string folder, string script) => Run(module, folder, ["-c", script], input: "");

    /// <summary>The same for other arguments and with text to read.</summary>
    public static string Run(string module, string folder, string[] arguments, string input)
    {
        if (!File.Exists(Program)) Assert.Skip($"{Program} is not installed");
        (int exitCode, string output) = Start(arguments, folder, input);
        if (exitCode != 0 && output.Contains("ModuleNotFoundError", StringComparison.Ordinal)) Assert.Skip($"{Program} has no {module}");
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static (int ExitCode, string Output) Start(string[] arguments, string folder, string input)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; its exit code and what it printed say why.
        }
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output.Result : output.Result + errors.Result);
    }
}
