// One question per line on standard input, as JSON; one answer per line on standard output.
// {"ask":"metadata","id":"Acme.Library","prerelease":true,"unlisted":false}

using System.Text.Json;
using System.Text.Json.Nodes;
using NuGet.Configuration;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;

var source = new PackageSource(args[0], "lode") { AllowInsecureConnections = true };
var questions = new Questions(Repository.Factory.GetCoreV3(source));

while (Console.ReadLine() is { } line)
{
    JsonNode answer;
    try
    {
        answer = await questions.AnswerAsync(JsonNode.Parse(line)!.AsObject());
    }
    catch (Exception error)
    {
        answer = new JsonObject { ["error"] = error.GetType().Name + ": " + error.Message };
    }
    Console.WriteLine(answer.ToJsonString(JsonSerializerOptions.Web));
}
