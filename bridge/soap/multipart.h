// Takes a multipart/related message (MTOM/XOP, SOAP with attachments) apart: the root part is handed on as a
// stream, the other parts become base64 in spools, all in constant memory. One message, one thread. For files
// of this module only.
#pragma once

#include <functional>
#include <istream>
#include <map>
#include <memory>
#include <string>

#include "bridge/base/result.h"
#include "bridge/base/spool.h"
#include "bridge/soap/content_type.h"
#include "bridge/xml/reader.h"

namespace veerpont::soap {

// By Content-ID without angle brackets.
using Attachments = std::map<std::string, std::shared_ptr<Spool>>;

// Calls `root` once with the stream and the Content-Type of the root part. Problems: kMalformedXml for what
// is no complete multipart message, kTooLarge, kBusy, and whatever `root` answers.
Result<Attachments> read_parts(std::istream& body, const ContentType& content_type,
                               const xml::ReaderPool::Options& options,
                               const std::function<Result<void>(std::istream&, const ContentType&)>& root);

}  // namespace veerpont::soap
