// Asks the real NuGet client's libraries, so that tests can compare Lode's answers with theirs.
//
// Reads one JSON object {"op": name, "args": [...]} from each line of standard input and writes one to each line of
// standard output: {"result": ...}, or {"error": "ExceptionType: message"} when the library throws.
//
// To add an area: a file beside this one with a static class whose Register(Operations) names its operations, and one
// line in the list below. Arguments come as a JArray; whatever is returned is written as JSON, with members as named.

using Lode.Differential;

var operations = new Operations();
Texts.Register(operations);
Versions.Register(operations);
Ranges.Register(operations);
Frameworks.Register(operations);
Licenses.Register(operations);
Assets.Register(operations);
Packages.Register(operations);

operations.Answer(Console.OpenStandardInput(), Console.OpenStandardOutput());
