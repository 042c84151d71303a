// What the Documenten API has besides the resources themselves: content, versions, locks and large uploads.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "bridge/sandbox/engine.h"
#include "bridge/sandbox/upload.h"

namespace veerpont::sandbox {

// POST; work.given is the body, work.upload its content. The answer has the lock of a large upload.
Json create_document(Work& work);
// PUT and PATCH: a new version, under the lock that the body gives.
Json change_document(Work& work, const Row& row, bool partial);
// The body of a version: `versie` or `registratieOp` among the parameters, else the current one.
std::string read_document(Work& work, const Row& row, const Parameters& parameters);

struct Download {
    std::filesystem::path file;
    std::uint64_t size = 0;
    std::string content_type, file_name;
};
Download open_content(Work& work, const Row& row, const Parameters& parameters);

Json lock_document(Work& work, const Row& row);
void unlock_document(Work& work, const Row& row);
// PUT of one bestandsdeel.
Json store_part(Work& work, const Row& part, MultipartBody body);

// Files that no document refers to, left behind by a crash, are deleted.
void sweep_blobs(Shelf& shelf, const std::filesystem::path& folder);

}  // namespace veerpont::sandbox
